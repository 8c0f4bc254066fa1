using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StableSpamCompose.TextFuzz.Tests.Running;

/// <summary>How long this thread has worked: its processor time on Linux, where other processes do not count; else the time that passed.</summary>
internal static partial class ProcessorTime
{
    private const int ThreadClock = 3;

    /// <summary>Milliseconds since some moment.</summary>
    public static double Milliseconds => OperatingSystem.IsLinux() && GetTime(ThreadClock, out Time time) == 0
        ? (time.Seconds * 1e3) + (time.Nanoseconds * 1e-6)
        : Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
