"""Text to Reading: what a post says, why, and where in the text it says so."""
