"""Decides what of the hub's work is counted, and writes it as Prometheus text.

Refuses to name anybody: counts by route, status and outcome only. Each process of a hub counts for itself.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from posdesk import __version__

TEXT = "text/plain; version=0.0.4"
EDGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper edges of the latency histogram, in seconds."""


@dataclass(slots=True)
class Metrics:
    """Counts since the process began."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    latencies: dict[str, list[int]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def answered(self, route: str, status: int, seconds: float) -> None:
        """A request was answered. route: a name from the code, never what was asked for."""
        self.requests[route, status] += 1
        self.latencies.setdefault(route, [0] * (len(EDGES) + 1))[bisect_left(EDGES, seconds)] += 1
        self.seconds[route] = self.seconds.get(route, 0.0) + seconds


def prometheus(metrics: Metrics, devices: int, head: int, pushing: int) -> str:
    """Everything counted, with the gauges of the moment: registers that may speak, the head's position, pushes that are
    under way."""
    lines = [
        *_family("posdesk_info", "gauge", "The version that runs.", [(f'{{version="{__version__}"}}', 1)]),
        *_family("posdesk_devices", "gauge", "Registers that may speak.", [("", devices)]),
        *_family("posdesk_head_position", "gauge", "The last position given to a fact.", [("", head)]),
        *_family("posdesk_pushes_under_way", "gauge", "Pushes that wait for the database.", [("", pushing)]),
        *_family(
            "posdesk_requests_total",
            "counter",
            "Requests answered.",
            [(f'{{route="{route}",status="{status}"}}', n) for (route, status), n in sorted(metrics.requests.items())],
        ),
        *_family(
            "posdesk_facts_total",
            "counter",
            "Facts offered, by what became of them.",
            [(f'{{outcome="{outcome}"}}', count) for outcome, count in sorted(metrics.facts.items())],
        ),
        *_histogram(metrics),
    ]
    return "".join(f"{line}\n" for line in lines)


def _family(name: str, kind: str, says: str, samples: list[tuple[str, int]]) -> list[str]:
    return [f"# HELP {name} {says}", f"# TYPE {name} {kind}", *(f"{name}{labels} {value}" for labels, value in samples)]


def _histogram(metrics: Metrics) -> list[str]:
    name = "posdesk_request_seconds"
    lines = [f"# HELP {name} From a request's first byte to its answer's last.", f"# TYPE {name} histogram"]
    for route, counts in sorted(metrics.latencies.items()):
        so_far = 0
        for edge, count in zip((*map(str, EDGES), "+Inf"), counts, strict=True):
            so_far += count
            lines.append(f'{name}_bucket{{route="{route}",le="{edge}"}} {so_far}')
        lines.append(f'{name}_sum{{route="{route}"}} {metrics.seconds[route]:.6f}')
        lines.append(f'{name}_count{{route="{route}"}} {so_far}')
    return lines
