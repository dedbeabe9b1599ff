"""Listings and runs, the stores that keep them, and the queries that find them."""
