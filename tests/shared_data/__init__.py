"""The real files beside the project, imported, folded and compared with the figures worked out from them elsewhere."""
