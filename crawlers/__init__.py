"""Sources, spiders and the one way that every post goes from a page to a stored listing."""
