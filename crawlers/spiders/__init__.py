"""One file a software; a file that lies here is found, there is no list to edit."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from crawlers.spider import SourceSpider


@cache
def known_spiders() -> dict[str, type[SourceSpider]]:
    """The spider classes of this package by name."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    found = [value for module in modules for value in vars(module).values() if _is_spider(value, module.__name__)]
    return {spider.name: spider for spider in found}


def _is_spider(value: object, module: str) -> bool:
    return isinstance(value, type) and issubclass(value, SourceSpider) and value.__module__ == module
