using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StableSpamCompose.Bench.Measuring;

namespace StableSpamCompose.Bench.Reporting;

/// <summary>The rows as a table in Markdown, line by line as they are measured.</summary>
internal sealed class Table(TextWriter output)
{
    private const string NotKnown = "";

    /// <summary>Says where it is measured, and begins the table.</summary>
    public void Begin(int threads, int rounds, string? peer)
    {
        output.WriteLine($"{Processor()}, {threads} threads, vectors of {VectorBits()} bits, {RuntimeInformation.FrameworkDescription}{(peer is null ? "" : ", " + peer)}; medians of {rounds} rounds, quartiles in brackets.");
        output.WriteLine();
        output.WriteLine("| optimizer | model | ms a step | bytes an element | GB/s | of the bandwidth's time | of AdamW's time |");
        output.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
    }

    /// <summary>Adds a row.</summary>
    public void Add(Measurement row)
    {
        string milliseconds = Text($"{row.Seconds.Median * 1e3:0.00} [{row.Seconds.Low * 1e3:0.00}, {row.Seconds.High * 1e3:0.00}]");
        output.WriteLine(
            $"| {row.Optimizer} | {row.Model} | {milliseconds} | {Number(row.BytesPerElement, "0.#")} | {Number(row.GigabytesPerSecond, "0.0")} "
            + $"| {Number(row.RatioToBandwidth, "0.00")} | {Number(row.RatioToAdamW, "0.00")} |");
        output.Flush();
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? NotKnown;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static int VectorBits() => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    private static string Processor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
