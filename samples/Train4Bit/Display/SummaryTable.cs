using System.Globalization;
using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.Display;

/// <summary>The short table that a session ends with.</summary>
internal static class SummaryTable
{
    private static readonly string[] Titles =
        ["optimizer", "precision", "lr", "seed", "validation loss", "perplexity", "spikes", "largest norm / median"];

    /// <summary>A finished run in the columns of the table but the last.</summary>
    public static string[] Cells(RunResult result) =>
    [
        result.Optimizer,
        result.Precision,
        result.LearningRate.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant(),
        result.Seed.ToString(CultureInfo.InvariantCulture),
        NumberText.Loss(result.FinalValidationLoss),
        NumberText.Perplexity(result.FinalValidationPerplexity),
        result.Spikes.Count.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>Prints the table, what each optimizer came to at its best rate, and what may be read out of it.</summary>
    public static void Print(IReadOnlyList<RunResult> results, TextWriter output)
    {
        if (results.Count == 0)
            return;
        string[][] rows = [Titles, .. results.Select(result => (string[])[.. Cells(result), NumberText.Ratio(result.LargestNormOverMedian)])];
        int[] widths = [.. Titles.Select((_, column) => rows.Max(row => row[column].Length))];
        output.WriteLine();
        foreach (string[] row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, i) => i < 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        output.WriteLine();
        foreach (string line in Findings.BestRates(results))
            output.WriteLine(line);
        output.WriteLine(Findings.Caution);
    }
}
