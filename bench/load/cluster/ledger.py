"""What the portal has acknowledged, to be found again on every node."""

import asyncio
import random

from client import Failed, bearer, request  # this folder's

TOKENS_CHECKED = 60  # of each sort, the newest and some of the older ones
AT_ONCE = 8


class Ledger:
    def __init__(self, nodes, admin):
        self.nodes, self.admin = nodes, admin
        self.users, self.permissions = set(), set()
        self.tokens, self.ended = [], []

    async def losses(self):
        """Texts about what is missing, or there again, on a node; empty when all is as it was promised."""
        found = await asyncio.gather(*(self.on_node(name, place) for name, place in self.nodes.items()))
        return [text for texts in found for text in texts]

    async def on_node(self, name, place):
        # Names before the answer is asked for: what is acknowledged meanwhile may or may not be in it.
        users, permissions = set(self.users), set(self.permissions)
        valid, ended = chosen(self.tokens), chosen(self.ended)
        try:
            told = (await self.get(place, "/users", self.admin))["users"]
            missing_users = users - {each["username"] for each in told}
            told = (await self.get(place, "/permissions", self.admin))["permissions"]
            missing_permissions = permissions - {each["id"] for each in told}
        except Failed as e:
            return [f"{name} can't be asked: {e}"]
        texts = []
        if missing_users:
            texts.append(f"{name} lacks {len(missing_users)} users, such as {sorted(missing_users)[0]}")
        if missing_permissions:
            texts.append(f"{name} lacks {len(missing_permissions)} permissions")
        told, still = await self.statuses(place, valid), set(self.tokens)  # some are ended meanwhile
        wrong = [status for token, status in zip(valid, told) if status != 200 and token in still]
        if wrong:
            texts.append(f"{name} refuses {len(wrong)} of {len(valid)} sessions ({wrong[0]})")
        wrong = [status for status in await self.statuses(place, ended) if status != 401]
        if wrong:
            texts.append(f"{name} takes {len(wrong)} of {len(ended)} sessions that were ended ({wrong[0]})")
        return texts

    async def get(self, place, path, token):
        answer = await request(place, "GET", path, bearer(token))
        if answer.status != 200:
            raise Failed(f"{path} answers {answer.status}")
        return answer.json()

    async def statuses(self, place, tokens):
        turn = asyncio.Semaphore(AT_ONCE)

        async def status(token):
            async with turn:
                try:
                    return (await request(place, "GET", "/me", bearer(token))).status
                except Failed as e:
                    return str(e)

        return await asyncio.gather(*(status(token) for token in tokens))


def chosen(tokens):
    newest, older = tokens[-TOKENS_CHECKED:], tokens[:-TOKENS_CHECKED]
    return newest + random.sample(older, min(len(older), TOKENS_CHECKED))
