"""The award as data: editions with their frozen rules, categories, rubrics, prizes and rounds."""
