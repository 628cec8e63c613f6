"""Types of documents: one file each, found by walking the folder."""
