"""What every package may lean on: database, clock, access, forms, words, errors; knows nothing of awards."""
