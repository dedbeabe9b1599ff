"""The Scrapy settings that hold for every crawl, wherever it runs."""

BOT_NAME = "pillwatch"
SPIDER_MODULES = ["crawlers.spiders"]
ROBOTSTXT_OBEY = True
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.politeness.StrictRobots": 100,
    "crawlers.politeness.WaitWhenAsked": 560,
}
SPIDER_MIDDLEWARES = {"scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None}
"""Refusals reach the spiders: an error page is an outcome, not nothing."""
ITEM_PIPELINES = {"crawlers.pipelines.KeepPipeline": 100}
EXTENSIONS = {"scrapy.extensions.telnet.TelnetConsole": None, "scrapy.extensions.logstats.LogStats": None}
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 4
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REFERRER_POLICY = "no-referrer"
DOWNLOAD_DELAY_JITTER = 0.0
"""The declared rate is a ceiling: jitter would go above it."""
DOWNLOAD_MAXSIZE = 20_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
"""The run's record says what failed."""
LOG_LEVEL = "WARNING"
LOG_FORMATTER = "crawlers.logs.QuietFormatter"
"""Scrapy logs whole items by default: no post's text or handle belongs in a log."""
