"""The sealed document: what it promises (terms), how it is read from a file or a form, and written back."""
