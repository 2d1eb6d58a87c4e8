"""The council's ballots: who has voted, what the votes come to, and the list that is made of them."""
