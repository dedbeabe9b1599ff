"""The settings of the Scrapy project that `scrapy.cfg` names: those of `crawlers`, and our own `crawl`."""

from crawlers.settings import *  # noqa: F403

COMMANDS_MODULE = "pillwatch.scrapy_commands"
