"""The tests mirror the packages. What every test may count on stands in conftest.py; stand-ins for ports in fakes/."""
