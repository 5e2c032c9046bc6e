"""The life around the sale: joining, bringing others in, acts that staff confirm, segments kept up."""
