"""The rules over the years that have been: which alerts they would have opened, and who would have heard what."""
