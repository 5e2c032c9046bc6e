"""Works a challenge’s winners out from its exported files (docs/proof.md) without the program that paid them.

python tools/recount.py CODE.public.json CODE.auditor.jsonl: a sentence for each difference, then exit code 1.
"""

import hashlib
import json
import sys
from collections import defaultdict
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any

ADDS = ("amount", "quantity", "margin", "points")
FREE: Any = {"line": 0, "day": 0, "total": 0, "strategic": 0, "sale_kind": "", "of": "amount", "best": 0}


def digest(said: Any) -> str:
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


class Game:
    def __init__(self, public: Any, rows: list[Any]) -> None:
        self.of, self.won = defaultdict[str, list[Any]](list), dict[Any, list[Any]]()
        for one in rows:
            self.of[one["kind"]].append(one)
            self.of[one.get("board", "")].append(one)
        self.versions = [(one["from"], one["document"]) for one in public["versions"]]
        self.rules = self.versions[-1][1]
        self.who = {one["id"]: one for one in self.of["who"]}
        self.own = {(one["on"], one["who"]): (one["target"], one["base"]) for one in self.of["own"]}
        self.board = {one["name"]: one for one in self.of["board"]}

    def counts(self, rules: Any, one: Any) -> bool:
        """Whether a fact counts, by the version of its day."""
        asked, held = rules["counts"], {*one["products"]}
        named = {*asked["ranges"]} & {*one["ranges"]} or {*asked["products"]} & held
        meant = (named or not asked["ranges"] + asked["products"]) and not {*asked.get("excluded", ())} & held
        fits = asked["sale_kind"] in ("", one["sale_kind"]) and one["strategic"] >= asked["strategic"]
        wanted = one["kind"] == "training" or (meant and (fits or one["kind"] == "quote"))
        inside = rules["window"]["from"] <= one["day"] <= rules["window"]["to"]
        return bool(wanted and inside and one["quantity"] > 0 and not one["out"])

    def courses(self, name: str, versions: list[Any]) -> dict[str, list[Any]]:
        """How each score on a board went: its (day, score) wherever something counted."""
        mine, board = defaultdict[Any, list[Any]](list), self.board[name]
        for one in sorted(self.of[name], key=lambda it: (it["day"], it["order"])):
            rules = [it for begins, it in versions if begins <= one["day"] or it is versions[0][1]][-1]
            if board["from"] <= one["day"] <= board["to"] and self.counts(rules, one):
                mine[one["team"] or one["who"], one["who"]].append((one, rules))
        found = {key: self.course(self.own.get((name, key[1]), (0, 0)), rows) for key, rows in mine.items()}
        scores, teams = defaultdict[str, Any](dict), defaultdict[str, Any](dict)
        most = self.rules.get("teams", FREE).get("best") or None
        for day, team, who, score in sorted((it[0], *key, it[1]) for key, row in found.items() for it in row):
            scores[team][who] = score
            best = sorted(scores[team].values(), reverse=True)[:most]
            teams[team][day] = sum(best) * board["scale"][team][0] // board["scale"][team][1]
        return {team: list(days.items()) for team, days in teams.items()}

    def course(self, own: Any, rows: list[Any]) -> list[Any]:
        values, whole, once = defaultdict[Any, int](int), defaultdict[Any, int](int), set()
        days, kept, before, held, quotes = [], 0, 0, 0, list[int]()
        for day, of_day in groupby(rows, key=lambda it: it[0]["day"]):
            for one, rules in of_day:
                metrics, caps = rules["metric"], rules["caps"]
                cap = caps["line"] * metrics[0]["per"] // metrics[0]["points"] if len(metrics) == 1 else 0
                quotes, held = quotes + one["won"], held + one.get(rules.get("targets", FREE)["of"], 0)
                for place, metric in enumerate(metrics):
                    kind, key = metric["kind"], (place, metric["points"], metric["per"])
                    thing = (place, one["things"].get(f"{kind}:{metric['quiet_days']}"))
                    if kind in ADDS and one["kind"] == "sale":
                        had, now = whole[one["bill"]], whole[one["bill"]] + one[kind]
                        values[key] += min(now, cap or now) - min(had, cap or had)
                        whole[one["bill"]] = now
                    elif thing[1] is not None and thing not in once:
                        once.add(thing)
                        values[key] += 1
            score = sum(value // per * points for (_, points, per), value in values.items())
            rates = {"attainment": (held, own[0]), "growth": (held - own[1], own[1])}
            for metric in metrics:
                rates["conversion"] = (sum(quotes), len(quotes) if len(quotes) >= metric["fewest"] else 0)
                more, by = rates.get(metric["kind"], (0, 0))
                score += max(more * 10_000 // by if by else 0, 0) // metric["per"] * metric["points"]
            kept, before = kept + min(score - before, caps["day"] or score - before), score
            days.append((day, max(min(kept, caps["total"] or kept), 0)))
        return days

    def reached(self, courses: dict[str, Any], at: int = 0) -> list[tuple[Any, ...]]:
        """(since when, order, competitor, score) of whoever ends with so much, or above zero."""
        found = []
        for one, days in courses.items():
            if days[-1][1] >= (at or 1):
                below = [nth for nth, (_, score) in enumerate(days) if score < (at or days[-1][1])]
                found.append(
                    (days[below[-1] + 1 if below else 0][0], self.who[one]["subject"], one, days[-1][1])
                )
        return sorted(found)

    def places(self, courses: dict[str, Any], prizes: list[Any], least: int, ties: str) -> list[list[Any]]:
        rank, prize, made = 1, dict[int, Any](), []
        for row in prizes:
            first, _, last = row["ranks"].partition("-")
            ranks = range(int(first), int(last or first) + 1)
            prize |= dict.fromkeys(ranks, (row["points"], row.get("reward", "")))
        ordered = sorted(self.reached(courses), key=lambda it: -it[3])
        for _, group in groupby(ordered, key=lambda it: (it[3], ties == "date" and it[0])):
            equals, (each, reward) = list(group), prize.get(rank, (0, ""))
            pool = sum(prize.get(rank + nth, (0,))[0] for nth in range(len(equals)))
            for nth, (day, _, one, score) in enumerate(equals):
                won = each if ties == "each" else pool // len(equals) + (nth < pool % len(equals))
                alone = reward if ties == "each" or len(equals) == 1 else ""
                made.append([one, rank, score, day, *((won, alone) if score >= least else (0, ""))])
            rank += len(equals)
        return made

    def win(self, name: str, lines: list[list[Any]]) -> None:
        for one, rank, _, _, points, reward in lines:
            key = (name.format(rank=rank), one)
            self.won[key] = [self.won.get(key, [0])[0] + points, reward]

    def earliest(self, name: str, courses: dict[str, Any], rule: Any) -> None:
        """The first so many to reach a score: a ranking by moment, all places with the same prize."""
        there = {one: [(since, 1)] for since, _, one, _ in self.reached(courses, rule["at"])}
        prize = {"ranks": f"1-{rule['places']}", "points": rule["points"], "reward": ""}
        self.win(name, self.places(there, [prize], 1, "date"))

    def winners(self) -> list[list[Any]]:
        rules, general = self.rules, self.courses("general", self.versions)
        lines = self.places(general, rules.get("prize", []), rules["minimum"], rules["ties"])
        self.win("rank:{rank}", lines)
        for step in rules.get("step", ()):
            name = f"{'step' if step['at_once'] else 'objective'}:{step['at']}"
            self.win(name, [[*line[:4], step["points"], ""] for line in lines if line[2] >= step["at"]])
        for first in rules.get("first", ()):
            self.earliest(f"first:{first['at']}", general, first)
        if (goal := rules.get("collective")) and sum(line[2] for line in lines) >= goal["at"]:
            self.win("collective", [[*it[:4], goal["points"], ""] for it in lines if it[2] >= goal["least"]])
        for flash in (it for it in rules.get("flash", ()) if f"flash:{it['code']}" in self.board):
            board = self.board[f"flash:{flash['code']}"]
            counts = FREE | flash if flash["ranges"] or flash["products"] else rules["counts"]
            mine = rules | {"metric": [flash["metric"]], "caps": FREE, "counts": counts, "window": board}
            self.earliest(board["name"], self.courses(board["name"], [("", mine)]), flash)
        for board in (it for it in self.of["board"] if it["groups"]):
            courses = self.courses(board["name"], self.versions)
            for group in board["groups"]:
                mine = {one: courses[one] for one in group["who"] if one in courses}
                ties, prizes, least = rules["ties"], rules.get("leagues", {}).get("prize", []), 1
                if group["what"].startswith("duel"):
                    mine = {one: [("", days[-1][1])] for one, days in mine.items()}
                    ties, prizes = "date", [{"ranks": "1", "points": rules["duels"]["points"], "reward": ""}]
                    least = 1 if len(group["who"]) == 2 else rules["duels"]["at"]
                self.win(group["what"], self.places(mine, prizes, least, ties))
        for nth, boost in enumerate(rules.get("boost", ()), 1):
            left, mine = boost["most"], [it for it in self.of["extra"] if it["boost"] == nth]
            for one in sorted(mine, key=lambda it: (it["day"], it["key"])):
                more = min(one["points"] * boost["times_bp"] // 10_000 - one["points"], left)
                if more > 0 and boost["from"] <= one["day"] <= boost["to"]:
                    self.win(one["what"], [[one["who"], 0, 0, "", more, ""]])
                    left -= more
        return lines


def check(public: Any, head: Any, rows: list[Any]) -> Any:
    if any(digest(one["document"]) != one["hash"] for one in public["versions"]):
        yield "The rules do not have the fingerprint that was published."
    sealed = digest({key: said for key, said in public.items() if key != "seal"})
    if not sealed == public["seal"] == head["seal"]:
        yield "The public file is not the one that was sealed with this auditor’s file."
    pairs = enumerate(zip_longest(map(digest, rows), public["commitments"]), 2)
    for nth in [nth for nth, (mine, said) in pairs if mine != said][:1]:
        yield f"Line {nth} of the auditor’s file is not the one that was published, or one is missing."
    game = Game(public, rows)
    for one in game.of["who"]:
        if digest(f"{head['salt']}:{one['of']}:{one['subject']}")[:16] != one["id"]:
            yield f"{one['id']} is not who the auditor’s file says."
    lines, awards, plain = game.winners(), [], {one["id"]: str(one["subject"]) for one in game.of["who"]}
    won = sorted([*key, *value] for key, value in game.won.items() if value[0] > 0)
    for what, one, *rest in won:
        name = ":".join(plain.get(part, part) for part in what.split(":"))
        who = game.who[one]["entrant"]
        awards.append([f"{name}:entrant:{who}", what.partition(":")[0], who, *rest])
    results = sorted([row[1], game.who[row[0]]["entrant"], *row[2:5]] for row in lines)
    said = {"documents": [one["hash"] for one in public["versions"]], "revision": public["revision"]}
    said |= {"results": results, "awards": sorted(awards)}
    if public["fingerprint"] not in ("", digest(said)):
        yield "The result does not have the fingerprint that was printed on its page."
    score = {one["who"]: [one["score"], one["day"]] for one in game.of["score"]}
    told = [[one, rank, *score.get(one, ()), *prize] for one, rank, *prize in public["results"]]
    for what, mine, theirs in (("result", lines, told), ("prizes", won, public["awards"])):
        yield from (f"The facts give {row}; the {what} does not." for row in mine if row not in theirs)
        yield from (f"The {what} tells {row}; the facts do not give it." for row in theirs if row not in mine)


if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    first, *others = map(json.loads, Path(sys.argv[2]).read_text(encoding="utf-8").splitlines())
    problems = list(check(told, first, others))
    print("\n".join(problems) or f"{told['challenge']}: rules, {len(others)} lines, ranks and prizes agree.")
    sys.exit(bool(problems))
