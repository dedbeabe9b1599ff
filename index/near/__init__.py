"""Near-duplicates: which stored posts are copies of each other."""
