"""Sellers: accounts that belong together, each link with its evidence, weight and date.

A `Ledger` takes listings in, a few at a time or all at once, and `find_sellers` gives the clusters.
"""

from collections.abc import Sequence

from index.sellers.account import Account, account_of
from index.sellers.clustering import clustered
from index.sellers.decisions import Action, Decision, DecisionError, DecisionFile, decision_file, standing
from index.sellers.holders import tables
from index.sellers.ledger import Ledger
from index.sellers.lookup import accounts_named, accounts_of
from index.sellers.profile import Advert, Profile, profile_of
from index.sellers.seller import Link, Member, Seller, Sellers, Unjoined
from index.sellers.weights import Weights, WeightsError, load_weights

__all__ = [
    "Account",
    "Action",
    "Advert",
    "Decision",
    "DecisionError",
    "DecisionFile",
    "Ledger",
    "Link",
    "Member",
    "Profile",
    "Seller",
    "Sellers",
    "Unjoined",
    "Weights",
    "WeightsError",
    "account_of",
    "accounts_named",
    "accounts_of",
    "decision_file",
    "find_sellers",
    "load_weights",
    "profile_of",
    "standing",
]


def find_sellers(ledger: Ledger, decisions: Sequence[Decision] = ()) -> Sellers:
    """The sellers of everything in the ledger; people's decisions (oldest first) win over the machine."""
    return Sellers(clustered(tables(ledger), decisions, ledger.weights), ledger.weights)
