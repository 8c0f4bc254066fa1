using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace StableSpamCompose.Execution;

/// <summary>Work in numbered items that may run in any order, on any thread.</summary>
public interface IWork
{
    /// <summary>Does one item.</summary>
    /// <param name="item">Number of the item.</param>
    /// <param name="worker">Number of the thread that does it, below <see cref="WorkerPool.Threads"/>; no two run under one number at a time.</param>
    void Run(int item, int worker);
}

/// <summary>
/// Threads that share out the items of one <see cref="IWork"/> after the other. The caller is one of them; the others wait
/// in between, awake for a moment, then asleep. A run allocates nothing.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    /// <summary>How long a thread stays awake for the next run: the gap between two passes is shorter than falling asleep.</summary>
    private static readonly long AwakeTicks = Stopwatch.Frequency / 50_000;

    private const int SpinLength = 20;

    private static readonly Dictionary<int, WorkerPool> SharedPools = [];

    [ThreadStatic]
    private static WorkerPool? runningPool;

    private readonly Lock _turn = new();
    private readonly object _gate = new();
    private readonly AutoResetEvent _lastLeft = new(false);
    private readonly Thread[] _workers;
    private readonly bool _mayStayAwake;

    private IWork? _work;
    private int _items;
    private int _next;
    private Exception? _failure;

    // Guarded by the gate; the run number and the count inside are also watched from outside.
    private long _run;
    private bool _isOpen;
    private int _inside;
    private bool _callerWaits;
    private bool _isStopping;

    /// <summary>Starts a pool.</summary>
    /// <param name="threads">Threads that work, the caller included.</param>
    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        _mayStayAwake = threads <= Environment.ProcessorCount;
        _workers = new Thread[threads - 1];
        for (int i = 0; i < _workers.Length; i++)
        {
            int worker = i + 1;
            _workers[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"StableSpam.Compose worker {worker}" };
            _workers[i].Start();
        }
    }

    /// <summary>The threads that work, the caller included.</summary>
    public int Threads { get; }

    /// <summary>The pool that all optimizers of this many threads take turns at. It lives as long as the process and must not be disposed.</summary>
    public static WorkerPool Shared(int threads)
    {
        lock (SharedPools)
        {
            if (!SharedPools.TryGetValue(threads, out WorkerPool? pool))
                SharedPools.Add(threads, pool = new WorkerPool(threads));
            return pool;
        }
    }

    /// <summary>Does items 0 .. <paramref name="items"/> - 1 and returns when all are done.</summary>
    /// <exception cref="Exception">What an item threw first, on the caller's thread; items not yet begun are left out.</exception>
    public void Run(IWork work, int items)
    {
        if (runningPool == this)
            throw new InvalidOperationException("An item cannot share out work at the pool that runs it.");
        lock (_turn)
        {
            Open(work, items);
            Share(work, items, worker: 0);
            Close();
            if (_failure is { } failure)
            {
                _failure = null;
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            lock (_gate)
            {
                _isStopping = true;
                Volatile.Write(ref _run, _run + 1);
                Monitor.PulseAll(_gate);
            }
            foreach (Thread worker in _workers)
                worker.Join();
            _lastLeft.Dispose();
        }
    }

    private void Open(IWork work, int items)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopping, this);
            _work = work;
            _items = items;
            _next = 0;
            _isOpen = true;
            Volatile.Write(ref _run, _run + 1);
            if (items > 1)
                Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for the threads that came in; who has not come by now finds the run closed.</summary>
    private void Close()
    {
        lock (_gate)
        {
            _isOpen = false;
            _work = null;
            if (_inside == 0)
                return;
        }
        for (long start = Stopwatch.GetTimestamp(); Volatile.Read(ref _inside) != 0 && MayStayAwake(start);)
            Thread.SpinWait(SpinLength);
        lock (_gate)
        {
            _callerWaits = _inside != 0;
            if (!_callerWaits)
                return;
        }
        _lastLeft.WaitOne();
    }

    private void Work(int worker)
    {
        long seen = 0;
        while (Enter(ref seen) is { } work)
        {
            Share(work, _items, worker);
            Leave();
        }
    }

    private IWork? Enter(ref long seen)
    {
        while (true)
        {
            for (long start = Stopwatch.GetTimestamp(); Volatile.Read(ref _run) == seen && MayStayAwake(start);)
                Thread.SpinWait(SpinLength);
            lock (_gate)
            {
                while (_run == seen && !_isStopping)
                    Monitor.Wait(_gate);
                if (_isStopping)
                    return null;
                seen = _run;
                if (_isOpen)
                {
                    _inside++;
                    return _work;
                }
            }
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            Volatile.Write(ref _inside, _inside - 1);
            if (_inside == 0 && _callerWaits)
            {
                _callerWaits = false;
                _lastLeft.Set();
            }
        }
    }

    private void Share(IWork work, int items, int worker)
    {
        runningPool = this;
        try
        {
            int item;
            while ((item = Interlocked.Increment(ref _next) - 1) < items)
                work.Run(item, worker);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
            Volatile.Write(ref _next, items);
        }
        finally
        {
            runningPool = null;
        }
    }

    private bool MayStayAwake(long start) => _mayStayAwake && Stopwatch.GetTimestamp() - start < AwakeTicks;
}
