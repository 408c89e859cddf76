"""The compiled loop of the route search. It sees arrays only; what they mean stands in ``arrays``."""
