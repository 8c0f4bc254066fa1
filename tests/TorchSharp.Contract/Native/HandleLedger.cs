using System.Collections.Concurrent;

namespace TorchSharp.Contract;

/// <summary>
/// Every native handle that was given out, and what was done wrong with one. Handles are never given out twice, so that one
/// that is used after it was freed is found out.
/// </summary>
public static class HandleLedger
{
    private const int Spacing = 16;

    // Locked, and not concurrent: what a step allocates is counted, and this allocates nothing while handles come and go.
    private static readonly Dictionary<nint, NativeTensor> Live = [];
    private static readonly ConcurrentQueue<string> Wrongs = new();
    private static long _last;

    /// <summary>Handles that were given out and not freed.</summary>
    public static int LiveCount
    {
        get
        {
            lock (Live)
                return Live.Count;
        }
    }

    /// <summary>Handles that were ever given out.</summary>
    public static long CreatedCount => Interlocked.Read(ref _last);

    /// <summary>What was done with handles that were none, or none any more: each is a crash of the real library, or worse.</summary>
    public static IReadOnlyCollection<string> Violations => Wrongs;

    /// <summary>Forgets what was done wrong on purpose.</summary>
    public static void ForgetViolations() => Wrongs.Clear();

    internal static nint Create(NativeTensor? tensor)
    {
        if (tensor is null)
            return 0;
        nint handle = (nint)(Interlocked.Increment(ref _last) * Spacing);
        lock (Live)
            Live.Add(handle, tensor);
        return handle;
    }

    internal static NativeTensor? Find(nint handle, string user)
    {
        lock (Live)
        {
            if (Live.TryGetValue(handle, out NativeTensor? tensor))
                return tensor;
        }
        Wrongs.Enqueue($"{user}: handle {handle} is not, or no longer, a tensor.");
        return null;
    }

    internal static void Free(nint handle)
    {
        bool wasLive;
        lock (Live)
            wasLive = Live.Remove(handle);
        if (!wasLive)
            Wrongs.Enqueue($"handle {handle} was freed twice, or never given out.");
    }
}
