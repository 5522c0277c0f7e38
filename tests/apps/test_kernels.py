"""Kernels for pages: taken warm, limited, given back, never culled while they wait."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from tornado.web import HTTPError

from course.apps.kernels import PageKernels, now
from tests.apart import apart


@asynccontextmanager
async def kernels(folder, **settings):
    (folder / "lessons").mkdir(exist_ok=True)
    manager = PageKernels(
        root_dir=str(folder), connection_dir=str(folder), refill_after=0.05, preparation="x = 1", **settings
    )  # fmt: skip
    try:
        yield manager
    finally:
        await manager.shutdown_all(now=True)


def starts(tmp_path, scenario, **settings):
    async def play():
        async with kernels(tmp_path, **settings) as manager:
            await scenario(manager)

    apart(asyncio.run, play())


async def filled(manager):
    await asyncio.gather(*manager._pool)


def test_a_page_gets_the_warm_kernel_and_another_is_warmed(tmp_path):
    async def scenario(manager):
        manager.fill()
        await filled(manager)
        (waiting,) = manager.list_kernel_ids()
        assert manager.pages() == []

        taken = await manager.start_kernel(path="lessons")
        assert taken == waiting
        assert manager.pages() == [taken]

        await asyncio.sleep(0.2)
        await filled(manager)
        assert len(manager.list_kernel_ids()) == 2
        assert manager.pages() == [taken]

    starts(tmp_path, scenario, warm=1)


def test_a_page_that_comes_early_waits_for_the_kernel_on_its_way(tmp_path):
    async def scenario(manager):
        manager.fill()
        await manager.start_kernel(path="lessons")
        assert len(manager.list_kernel_ids()) == 1

    starts(tmp_path, scenario, warm=1)


def test_a_warm_kernel_that_died_is_not_given_away(tmp_path):
    async def scenario(manager):
        manager.fill()
        await filled(manager)
        (dead,) = manager.list_kernel_ids()
        await manager.shutdown_kernel(dead, now=True)

        assert await manager.start_kernel(path="lessons") != dead

    starts(tmp_path, scenario, warm=1)


def test_a_preparation_that_fails_leaves_a_kernel_that_works(tmp_path, caplog):
    async def scenario(manager):
        manager.preparation = "1 / 0"
        manager.fill()
        kernel = await manager.start_kernel(path="lessons")
        assert await manager.get_kernel(kernel).is_alive()

    starts(tmp_path, scenario, warm=1)
    assert "could not be warmed" in caplog.text


def test_a_full_server_says_so_unless_somebody_has_gone(tmp_path):
    async def scenario(manager):
        first = await manager.start_kernel(path="lessons")
        with pytest.raises(HTTPError) as refused:
            await manager.make_room()
        assert refused.value.status_code == 503

        manager.get_kernel(first).last_activity = now() - timedelta(seconds=manager.spare_after + 1)
        manager.notify_connect(first)
        with pytest.raises(HTTPError):
            await manager.make_room()

        manager.notify_disconnect(first)
        await manager.make_room()
        assert manager.list_kernel_ids() == []

    starts(tmp_path, scenario, warm=0, most=1)


def test_closed_pages_are_culled_and_warm_kernels_are_not(tmp_path):
    async def scenario(manager):
        page = await manager.start_kernel(path="lessons")
        manager.fill()
        await filled(manager)
        (warm,) = set(manager.list_kernel_ids()) - {page}
        for kernel in (page, warm):
            manager.get_kernel(kernel).last_activity = now() - timedelta(seconds=1000)
            manager.get_kernel(kernel).execution_state = "idle"

        await manager.cull_kernels()
        assert manager.list_kernel_ids() == [warm]

    starts(tmp_path, scenario, warm=1, cull_idle_timeout=600)
