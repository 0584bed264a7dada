"""A believable shop team, made from a seed: for the first look, the tests of scale and the bench."""
