"""Small true-to-life stories that fill a demo."""
