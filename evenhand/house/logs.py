"""How a log line looks: plain for a terminal, JSON for a collector."""

import logging

import structlog
from structlog.types import Processor

from evenhand.core.environment import environment

_shared: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


class LineFormatter(structlog.stdlib.ProcessorFormatter):
    """One line for each event, as the setting `log_format` says."""

    def __init__(self) -> None:
        plain = environment().log_format == "plain"
        super().__init__(
            processor=structlog.dev.ConsoleRenderer(colors=False) if plain else structlog.processors.JSONRenderer(),
            foreign_pre_chain=_shared,
        )


structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    cache_logger_on_first_use=True,
)
