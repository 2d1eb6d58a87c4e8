"""Author presentations: sessions with place and slots, and who presents when."""
