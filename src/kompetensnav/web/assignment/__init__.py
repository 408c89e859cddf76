"""What would happen if everybody said yes: all open needs of a region together."""
