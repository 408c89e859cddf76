"""The starter: a taxonomy written in this project, so that the product is of use before any download."""
