using StableSpamCompose.Execution;

namespace StableSpamCompose.Tests.Execution;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Every_item_runs_once_and_before_the_run_ends(int threads)
    {
        using var pool = new WorkerPool(threads);
        var work = new Counting(1000, threads);
        for (int run = 1; run <= 200; run++)
        {
            int items = run % 5 == 0 ? 1000 : run % 7;
            Array.Clear(work.Runs);
            pool.Run(work, items);
            Assert.All(work.Runs.Take(items), runs => Assert.Equal(1, runs));
            Assert.All(work.Runs.Skip(items), runs => Assert.Equal(0, runs));
        }
        Assert.False(work.Collided);
    }

    [Fact]
    public void Sleeping_threads_wake_up()
    {
        using var pool = new WorkerPool(2);
        for (int run = 0; run < 3; run++)
        {
            Thread.Sleep(50);
            // Each item waits for the other, so that both threads have to take part.
            using var barrier = new Barrier(2);
            pool.Run(new Acting(_ => Assert.True(barrier.SignalAndWait(TimeSpan.FromSeconds(20)))), 2);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_exception_reaches_the_caller_and_the_pool_goes_on(int threads)
    {
        using var pool = new WorkerPool(threads);
        for (int run = 0; run < 20; run++)
        {
            var failure = Assert.Throws<InvalidOperationException>(() => pool.Run(
                new Acting(item =>
                {
                    if (item == 5)
                        throw new InvalidOperationException("item 5");
                }),
                100));
            Assert.Equal("item 5", failure.Message);
            var work = new Counting(10, threads);
            pool.Run(work, 10);
            Assert.All(work.Runs, runs => Assert.Equal(1, runs));
        }
    }

    [Fact]
    public void An_exception_on_another_thread_reaches_the_caller()
    {
        using var pool = new WorkerPool(2);
        int caller = Environment.CurrentManagedThreadId;
        using var barrier = new Barrier(2);
        var failure = Assert.Throws<InvalidOperationException>(() => pool.Run(
            new Acting(_ =>
            {
                Assert.True(barrier.SignalAndWait(TimeSpan.FromSeconds(20)));
                if (Environment.CurrentManagedThreadId != caller)
                    throw new InvalidOperationException("elsewhere");
            }),
            2));
        Assert.Equal("elsewhere", failure.Message);
        Assert.Contains(nameof(An_exception_on_another_thread_reaches_the_caller), failure.StackTrace);
    }

    [Fact]
    public void Callers_take_turns()
    {
        using var pool = new WorkerPool(2);
        int[] busy = new int[3];
        int[] done = new int[3];
        int overlaps = 0;
        using var start = new Barrier(3);
        Thread[] callers = [.. Enumerable.Range(0, 3).Select(caller => new Thread(() =>
        {
            var work = new Acting(_ =>
            {
                Interlocked.Increment(ref busy[caller]);
                Thread.Yield();
                if (Volatile.Read(ref busy[(caller + 1) % 3]) + Volatile.Read(ref busy[(caller + 2) % 3]) != 0)
                    Interlocked.Increment(ref overlaps);
                Interlocked.Decrement(ref busy[caller]);
                Interlocked.Increment(ref done[caller]);
            });
            start.SignalAndWait();
            for (int run = 0; run < 500; run++)
                pool.Run(work, 4);
        }))];
        foreach (Thread caller in callers)
            caller.Start();
        foreach (Thread caller in callers)
            caller.Join();
        Assert.Equal(0, overlaps);
        Assert.Equal([2000, 2000, 2000], done);
    }

    [Fact]
    public void An_item_cannot_run_its_own_pool()
    {
        using var pool = new WorkerPool(2);
        Assert.Throws<InvalidOperationException>(() => pool.Run(new Acting(_ => pool.Run(new Acting(_ => { }), 1)), 2));
    }

    [Fact]
    public void A_disposed_pool_has_ended_its_threads_and_says_so()
    {
        var pool = new WorkerPool(3);
        pool.Run(new Acting(_ => { }), 3);
        pool.Dispose();
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Run(new Acting(_ => { }), 1));
    }

    [Fact]
    public void A_pool_has_a_thread_at_least() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPool(0));

    private sealed class Acting(Action<int> action) : IWork
    {
        public void Run(int item, int worker) => action(item);
    }

    private sealed class Counting(int items, int threads) : IWork
    {
        private readonly int[] _busy = new int[threads];

        public int[] Runs { get; } = new int[items];

        public bool Collided { get; private set; }

        public void Run(int item, int worker)
        {
            Collided |= Interlocked.Exchange(ref _busy[worker], 1) != 0;
            Interlocked.Increment(ref Runs[item]);
            Volatile.Write(ref _busy[worker], 0);
        }
    }
}
