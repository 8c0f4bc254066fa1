using System.Text.RegularExpressions;
using System.Xml.Linq;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;
using StableSpamCompose.Train4Bit.Model;
using StableSpamCompose.Train4Bit.Quantisation;
using StableSpamCompose.Train4Bit.Reporting;
using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.Tests.Reporting;

public partial class ReportPageTests
{
    private static readonly ModelShape Shape = ModelShape.Named[0];

    [Fact]
    public void The_page_needs_nothing_else()
    {
        string page = Page();

        Assert.DoesNotContain("http", page.Replace("https://arxiv.org", ""));
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("<link", page);
        Assert.Contains("prefers-color-scheme: dark", page);
        Assert.Equal(4, Svg().Count(page));
        foreach (Match svg in Svg().Matches(page))
            XElement.Parse(svg.Value);
    }

    [Fact]
    public void It_shows_results_settings_chains_and_plans()
    {
        string page = Page();

        foreach (OptimizerInfo info in Optimizers)
        {
            Assert.Contains($"<h2>{info.Name}</h2>", page);
            foreach (string line in info.Plan.Mathematics.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                Assert.Contains(System.Net.WebUtility.HtmlEncode(line.TrimEnd()), page);
        }
        Assert.Contains("3 passes over memory; 36 bytes moved and 8 bytes of state", page);
        Assert.Contains("<dt>steps</dt><dd>100</dd>", page);
        Assert.Contains("<dd>FP4 E1M2, 15 levels</dd>", page);
        Assert.Contains("<td>Adam</td><td>fp4</td><td>0.01</td><td>7</td><td>2.500</td><td>12.18</td><td>1</td><td>50.0</td>", page);
        Assert.Contains("<tr class=\"best\"><td>StableSpam</td><td>fp4</td><td>0.01</td>", page);
        Assert.Contains("Best rate in fp4: Adam 2.500 at 0.01; StableSpam 2.000 at 0.01.", page);
    }

    [Fact]
    public void Spikes_are_marked_where_they_are()
    {
        XElement[] charts = [.. Svg().Matches(Page()).Select(svg => XElement.Parse(svg.Value))];
        XElement mark = Assert.Single(charts[1].Elements("circle"));

        Assert.Equal("mark color0", mark.Attribute("class")!.Value);
        Assert.Equal("Adam, seed 7: 50 in step 60", mark.Element("title")!.Value);
        // The curve goes through it.
        XElement curve = charts[1].Elements("path").First();
        Assert.Contains($"L{mark.Attribute("cx")!.Value} {mark.Attribute("cy")!.Value}L", curve.Attribute("d")!.Value);
        Assert.Empty(charts[0].Elements("circle"));
    }

    [Fact]
    public void Numbers_that_are_not_finite_leave_a_gap()
    {
        var chart = XElement.Parse(new LineChart("loss", [new Curve("a", 0, [1, 2, double.NaN, 3, 2], [])], isLogarithmic: false).Svg());
        Assert.Equal("MLML", string.Concat(chart.Element("path")!.Attribute("d")!.Value.Where(char.IsLetter)));
    }

    [Fact]
    public void A_logarithmic_axis_gives_equal_ratios_equal_lengths()
    {
        var chart = XElement.Parse(new LineChart("norm", [new Curve("a", 0, [1, 10, 100], [0, 1, 2])], isLogarithmic: true).Svg());
        double[] heights =
            [.. chart.Elements("circle").Select(mark => double.Parse(mark.Attribute("cy")!.Value, System.Globalization.CultureInfo.InvariantCulture))];

        Assert.Equal(heights[0] - heights[1], heights[1] - heights[2], 0.11);
        Assert.True(heights[0] > heights[2]);
    }

    [Fact]
    public void Ticks_are_round_numbers_within_the_axis()
    {
        Assert.Equal([0, 50, 100, 150, 200, 250, 300], AxisTicks.Linear(0, 300, 6));
        Assert.Equal([2.2, 2.4, 2.6, 2.8, 3.0], AxisTicks.Linear(2.05, 3.05, 5).Select(tick => Math.Round(tick, 10)));
        Assert.Equal([0.5, 1, 2, 5, 10, 20], AxisTicks.Logarithmic(0.3, 30).Select(tick => Math.Round(tick, 10)));
        Assert.Equal([1e-3, 1e-2, 1e-1, 1, 10, 100], AxisTicks.Logarithmic(0.0009, 300).Select(tick => Math.Round(tick, 10)));
    }

    [Fact]
    public void Runs_come_back_from_their_file_to_the_bit()
    {
        using var folder = new TemporaryFolder();
        RunResult run = Result("Adam", 0.1 + 0.2, 7) with { Loss = [1 / 3.0, double.NaN, 5e-324], Seconds = 1.5 };

        RunsFile.Write(folder.File("runs.json"), Settings, [run]);
        RunResult read = RunsFile.Read(folder.File("runs.json"), Settings).Single();

        Assert.Equal(run.Loss, read.Loss);
        Assert.Equal(run.GradientNorm, read.GradientNorm);
        Assert.Equal(run.FinalValidationLoss, read.FinalValidationLoss);
        Assert.Equal((run.Optimizer, run.Precision, run.LearningRate, run.Seed, run.Seconds), (read.Optimizer, read.Precision, read.LearningRate, read.Seed, read.Seconds));
        Assert.Contains("null", File.ReadAllText(folder.File("runs.json")));
    }

    private static OptimizerInfo[] Optimizers => [.. new[] { "Adam", "StableSpam" }.Select(name => OptimizerRegistry.Find(OptimizerLibrary.All, name))];

    private static SessionSettings Settings { get; } = new(
        Shape, new TextCorpus("<letters>", new byte[1000]), Steps: 100, Warmup: 10, Batch: 2, Context: 8, Interval: 50, GroupSizes.For(Shape));

    private static string Page() =>
        new ReportPage(
            Settings,
            Optimizers,
            [Result("Adam", 2.5, 7), Result("StableSpam", 2, 7), Result("Adam", 3, 7) with { LearningRate = 0.02 }]).Html();

    private static RunResult Result(string optimizer, double loss, long seed)
    {
        double[] norms = [.. Enumerable.Repeat(1.0, 100)];
        if (optimizer == "Adam")
            norms[60] = 50;
        return new RunResult(optimizer, "fp4", 0.01, seed, loss, [.. Enumerable.Range(0, 100).Select(step => 5.0 - (step / 50.0))], norms, 1);
    }

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();
}
