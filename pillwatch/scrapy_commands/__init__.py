"""Commands of the Scrapy project in place of Scrapy's own."""
