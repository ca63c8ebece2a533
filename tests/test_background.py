"""Blocking work in a thread that keeps nothing from ending."""

import asyncio
import subprocess
import sys
import threading

import pytest

from bs_wizard.background import in_thread, to_completion
from bs_wizard.basespace.loop_threads import use_daemon_threads
from bs_wizard.errors import StoreUnavailable


async def test_the_result_comes_back() -> None:
    assert await in_thread(lambda: 6 * 7) == 42
    nothing: dict[str, str] = {}
    assert await in_thread(lambda: nothing.get("no")) is None


async def test_it_runs_in_a_daemon_thread_of_its_own() -> None:
    thread = await in_thread(threading.current_thread)
    assert thread is not threading.current_thread()
    assert thread.daemon


async def test_what_it_raises_is_raised() -> None:
    def fail() -> None:
        raise StoreUnavailable("Locked.", "Unlock it.")

    with pytest.raises(StoreUnavailable, match="Locked"):
        await in_thread(fail)


async def test_even_what_a_future_cannot_carry() -> None:
    with pytest.raises(RuntimeError):
        await in_thread(lambda: next(iter(())))


async def test_several_run_beside_each_other() -> None:
    barrier = threading.Barrier(3, timeout=30)
    assert len(await asyncio.gather(*(in_thread(barrier.wait) for _ in range(3)))) == 3


async def test_cancelling_ends_the_waiting_and_a_late_answer_harms_nobody() -> None:
    gate, begun, done = threading.Event(), threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        gate.wait(30)
        done.set()
        return 1

    waiting = asyncio.create_task(in_thread(slow))
    await in_thread(begun.wait)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.set()
    assert await in_thread(lambda: done.wait(30))
    assert await in_thread(lambda: 1) == 1  # the loop has heard the late answer by now, and goes on


@pytest.mark.parametrize("late", ["1", "1 / 0"])
def test_an_answer_after_the_loop_has_closed_is_dropped(late: str) -> None:
    program = f"""
import asyncio, threading
from bs_wizard.background import in_thread

gate = threading.Event()
def slow():
    gate.wait(30)
    return {late}

async def main():
    waiting = asyncio.create_task(in_thread(slow))
    await asyncio.sleep(0)
    waiting.cancel()

asyncio.run(main())
gate.set()
for thread in threading.enumerate():
    if thread is not threading.current_thread():
        thread.join(30)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_work_that_hangs_does_not_keep_the_program() -> None:
    program = """
import asyncio, threading
from bs_wizard.background import in_thread

async def main():
    begun = threading.Event()
    hanging = asyncio.create_task(in_thread(lambda: begun.set() or threading.Event().wait()))
    await in_thread(begun.wait)
    hanging.cancel()

asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_a_look_up_that_hangs_does_not_keep_the_program() -> None:
    program = """
import asyncio, socket, threading
from bs_wizard.basespace import http
from bs_wizard.errors import NetworkError

socket.getaddrinfo = lambda *args, **kwargs: threading.Event().wait()

async def main():
    async with http.make_client() as client:
        try:
            await http.exchange(client, "GET", "https://bs-wizard.invalid/", within=0.2)
        except NetworkError as error:
            print(error.message)

asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert done.stdout.decode() == "bs-wizard.invalid did not answer in time.\n"
    assert (done.returncode, done.stderr) == (0, b"")


async def test_the_loops_own_threads_carry_results_and_errors() -> None:
    use_daemon_threads()
    loop = asyncio.get_running_loop()
    assert (await loop.run_in_executor(None, threading.current_thread)).daemon
    with pytest.raises(ZeroDivisionError):
        await loop.run_in_executor(None, lambda: 1 // 0)


async def test_a_late_answer_of_the_loops_own_threads_harms_nobody() -> None:
    use_daemon_threads()
    gate, begun, done = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        gate.wait(30)
        done.set()

    waiting = asyncio.get_running_loop().run_in_executor(None, slow)
    await in_thread(begun.wait)
    waiting.cancel()
    gate.set()
    assert await in_thread(lambda: done.wait(30))


@pytest.mark.parametrize("fails", [False, True])
async def test_what_goes_on_anyway_is_brought_to_its_end(fails: bool) -> None:
    gate, said = asyncio.Event(), list[str]()

    async def work() -> int:
        await gate.wait()
        return 1 // (0 if fails else 1)

    def interrupted() -> None:
        said.append("wait")
        gate.set()

    waiting = asyncio.ensure_future(to_completion(work(), interrupted))
    await asyncio.sleep(0)
    waiting.cancel()
    if fails:
        with pytest.raises(ZeroDivisionError):
            await waiting
    else:
        assert await waiting == 1
    assert said == ["wait"]
    assert waiting.cancelling() == 0
