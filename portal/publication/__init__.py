"""What the public sees once results are released, and nothing before."""
