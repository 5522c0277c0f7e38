"""Simulation: price paths, replays of a portfolio along them, cascades of a population, sweeps."""
