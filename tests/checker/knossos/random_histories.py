"""Random histories of a few operations on each object that both checkers know: an honest object answers at some moment of each
operation, some answers are lost, some operations fail, and now and then an answer is another. Nothing here judges."""


class Sequencer:
    options = ("--model", "sequencer")

    def __init__(self, draw):
        self.current, self.created = None, False
        self.creates = draw.random() < 0.5
        self.keys = {}
        if not self.creates:
            self.current = 0

    def ask(self, draw):
        kinds = ["next", "next", "reserve", "read"] + (["create", "delete"] if self.creates else [])
        f = draw.choice(kinds)
        value = f"[{draw.randint(1, 3)} nil]" if f == "reserve" else "nil"
        key = f", :idem {draw.randint(1, 3)}" if f == "next" and draw.random() < 0.4 else ""
        return f, value, key

    def answer(self, f, value, key):
        """The completion's value; None: refused."""
        if f == "create":
            self.current = 0 if self.current is None else self.current
            return value
        if f == "read":
            return "nil" if self.current is None else str(self.current)
        if key in self.keys:
            return str(self.keys[key])
        if self.current is None:
            return None
        if f == "delete":
            self.current = None
            return value
        count = int(value[1]) if f == "reserve" else 1
        self.current += count
        if key:
            self.keys[key] = self.current
        first = self.current - count + 1
        return f"[{count} [{first} {self.current}]]" if f == "reserve" else str(self.current)

    def lie(self, draw, f, answer):
        if f == "reserve":
            count, first = int(answer[1]), draw.randint(1, 6)
            return f"[{count} [{first} {first + count - 1}]]"
        return str(draw.randint(1, 6)) if f in ("next", "read") else answer


class FencingLock:
    options = ("--model", "fencing-lock")

    def __init__(self, draw):
        self.held, self.token = False, 0
        self.draw = draw

    def ask(self, draw):
        f = draw.choice(["acquire", "acquire", "renew", "release"])
        return f, "nil" if f == "acquire" else str(draw.randint(max(1, self.token - 1), self.token + 1)), ""

    def answer(self, f, value, _key):
        if f == "acquire":
            if self.held:
                return None
            self.held, self.token = True, self.token + self.draw.randint(1, 2)
            return str(self.token)
        if not self.held or int(value) != self.token:
            return None
        self.held = f == "renew"
        return value

    def lie(self, draw, f, answer):
        return str(draw.randint(1, self.token + 1)) if f == "acquire" else answer


class Mutex:
    options = ("--model", "mutex")

    def __init__(self, _draw):
        self.held, self.is_honest = False, True

    def ask(self, draw):
        return draw.choice(["acquire", "release"]), "nil", ""

    def answer(self, f, value, _key):
        acquires = f == "acquire"
        if self.held == acquires and self.is_honest:
            return None
        self.held = acquires
        return value

    def lie(self, _draw, _f, answer):
        self.is_honest = False
        return answer


class Register:
    options = ("--model", "cas-register", "--init", "0", "--cas-fail", "differs")

    def __init__(self, _draw):
        self.value = "0"

    def ask(self, draw):
        f = draw.choice(["read", "write", "cas"])
        return f, {"read": "nil", "write": str(draw.randint(0, 2)),
                   "cas": f"[{draw.randint(0, 2)} {draw.randint(0, 2)}]"}[f], ""

    def answer(self, f, value, _key):
        if f == "read":
            return self.value
        if f == "cas":
            old, new = value[1], value[3]
            if self.value != old:
                return None
            self.value = new
        else:
            self.value = value
        return value

    def lie(self, draw, f, answer):
        return str(draw.randint(0, 2)) if f == "read" else answer


class KeyValue(Register):
    options = ("--model", "kv", "--init", '""')

    def __init__(self, _draw):
        self.value = '""'

    def ask(self, draw):
        f = draw.choice(["get", "get", "put", "append", "append", "delete"])
        return f, {"get": "nil", "delete": "nil"}.get(f, f'"{draw.choice("ab")}"'), ""

    def answer(self, f, value, _key):
        if f == "get":
            return self.value
        self.value = {"put": value, "append": self.value[:-1] + value[1:], "delete": '""'}[f]
        return value

    def lie(self, draw, f, answer):
        return draw.choice(['""', '"a"', '"ab"', '"ba"']) if f == "get" else answer


MODELS = (Sequencer, FencingLock, Mutex, Register, KeyValue)


def random_history(model, draw):
    """Its lines, of 2 to 9 operations by up to 4 processes at a time."""
    target, lines = model(draw), []
    waiting = {}  # process: [f, value, key, answer]; the answer is () until the object gave one
    left, processes, spare = draw.randint(2, 9), list(range(4)), 4

    def line(process, kind, f, value, key):
        lines.append(f"{{:process {process}, :type :{kind}, :f :{f}, :value {value}{key}}}")

    while left or waiting:
        idle = [process for process in processes if process not in waiting]
        if left and idle and (not waiting or draw.random() < 0.5):
            process = draw.choice(idle)
            waiting[process] = [*target.ask(draw), ()]
            line(process, "invoke", *waiting[process][:3])
            left -= 1
            continue
        process = draw.choice(sorted(waiting))
        f, value, key, answer = waiting[process]
        is_lost = draw.random() < 0.15
        if answer == () and (not is_lost or draw.random() < 0.5):
            answer = waiting[process][3] = target.answer(f, value, key)
            if not is_lost and draw.random() < 0.5:
                continue  # the object has answered, and the answer is on its way
        del waiting[process]
        if is_lost:
            if draw.random() < 0.7:
                line(process, "info", f, value, key)
            processes[processes.index(process)], spare = spare, spare + 1
        elif answer is None:
            line(process, "fail", f, value, key)
        else:
            told = target.lie(draw, f, answer) if draw.random() < 0.25 else answer
            line(process, "ok", f, told, key)
    return "\n".join(lines) + "\n"
