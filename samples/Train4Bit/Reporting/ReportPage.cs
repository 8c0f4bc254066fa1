using System.Globalization;
using System.Net;
using System.Text;
using StableSpamCompose.Plans;
using StableSpamCompose.Train4Bit.Display;
using StableSpamCompose.Train4Bit.Quantisation;
using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.Reporting;

/// <summary>A session as one page of HTML that needs nothing else: results, curves, settings, and what each optimizer is.</summary>
/// <param name="settings">What the runs share.</param>
/// <param name="optimizers">The optimizers, in the order of their colours.</param>
/// <param name="results">The finished runs.</param>
public sealed class ReportPage(SessionSettings settings, IReadOnlyList<OptimizerInfo> optimizers, IReadOnlyList<RunResult> results)
{
    /// <summary>Its name in the output folder.</summary>
    public const string Name = "report.html";

    private const int Colors = 6;

    private static readonly string[] Columns =
        ["optimizer", "precision", "lr", "seed", "validation loss", "perplexity", "spikes", "largest norm / median"];

    /// <summary>The page.</summary>
    public string Html()
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Training in few bits</title>\n");
        page.Append("<style>\n").Append(StyleSheet()).Append("</style>\n</head>\n<body>\n");
        AppendHead(page);
        AppendTable(page);
        foreach (IGrouping<(string, double), RunResult> panel in results.GroupBy(result => (result.Precision, result.LearningRate)))
            AppendCurves(page, panel.Key.Item1, panel.Key.Item2, [.. panel]);
        AppendSettings(page);
        foreach (OptimizerInfo optimizer in optimizers)
            AppendOptimizer(page, optimizer);
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static string StyleSheet()
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private void AppendHead(StringBuilder page)
    {
        page.Append("<h1>Training in few bits</h1>\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p class=\"soft\">A LLaMA of {settings.Shape.ParameterCount / 1e6:0.00} million parameters ({Encode(settings.Shape.Name)}) on ");
        page.Append(
            CultureInfo.InvariantCulture,
            $"{Encode(settings.Corpus.Name)}: {settings.Steps} steps of {settings.Batch} × {settings.Context} bytes.</p>\n");
        foreach (string line in Findings.BestRates(results))
            page.Append(CultureInfo.InvariantCulture, $"<p>{Encode(line)}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{Encode(Findings.Caution)}</p>\n");
    }

    private void AppendTable(StringBuilder page)
    {
        page.Append("<h2>Results</h2>\n<div class=\"scroll\"><table>\n<tr>");
        foreach (string column in Columns)
            page.Append(CultureInfo.InvariantCulture, $"<th>{column}</th>");
        page.Append("</tr>\n");
        foreach (RunResult result in results)
        {
            bool isBest = !results.Any(other =>
                (other.Precision, other.LearningRate, other.Seed) == (result.Precision, result.LearningRate, result.Seed)
                && other.FinalValidationLoss < result.FinalValidationLoss);
            page.Append(isBest ? "<tr class=\"best\">" : "<tr>");
            foreach (string cell in (string[])[.. SummaryTable.Cells(result), NumberText.Ratio(result.LargestNormOverMedian)])
                page.Append(CultureInfo.InvariantCulture, $"<td>{Encode(cell)}</td>");
            page.Append("</tr>\n");
        }
        page.Append("</table></div>\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p class=\"soft\">Bold: the best of a precision, rate and seed. A spike is a gradient norm over {GradientSpikes.Factor} times the ");
        page.Append(
            CultureInfo.InvariantCulture,
            $"median of the {GradientSpikes.Window} steps before, from step {GradientSpikes.FirstStep} on. Loss is in nats a byte.</p>\n");
    }

    private void AppendCurves(StringBuilder page, string precision, double rate, RunResult[] runs)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(precision)}, learning rate {rate}</h2>\n<div class=\"legend\">");
        foreach (string optimizer in runs.Select(run => run.Optimizer).Distinct())
            page.Append(CultureInfo.InvariantCulture, $"<span class=\"color{Color(optimizer)}\"><b>{Encode(optimizer)}</b></span>");
        page.Append("</div>\n<div class=\"pair\">\n");
        var loss = new LineChart("Training loss", [.. runs.Select(run => new Curve(Label(run), Color(run.Optimizer), run.Loss, []))], false);
        var norm = new LineChart(
            "Gradient norm (log axis, spikes circled)",
            [.. runs.Select(run => new Curve(Label(run), Color(run.Optimizer), run.GradientNorm, run.Spikes))],
            true);
        page.Append(CultureInfo.InvariantCulture, $"<figure>{loss.Svg()}</figure>\n<figure>{norm.Svg()}</figure>\n</div>\n");

        static string Label(RunResult run) => string.Create(CultureInfo.InvariantCulture, $"{run.Optimizer}, seed {run.Seed}");
    }

    private void AppendSettings(StringBuilder page)
    {
        page.Append("<h2>Settings</h2>\n<dl>\n");
        foreach ((string name, string value) in settings.Named)
            page.Append(CultureInfo.InvariantCulture, $"<dt>{Encode(name)}</dt><dd>{Encode(value)}</dd>\n");
        foreach (string precision in results.Select(result => result.Precision).Distinct())
        {
            Precision known = Precision.All.Single(other => other.Name == precision);
            page.Append(CultureInfo.InvariantCulture, $"<dt>{Encode(known.Name)}</dt><dd>{Encode(known.Summary)}</dd>\n");
        }
        page.Append("</dl>\n");
    }

    private void AppendOptimizer(StringBuilder page, OptimizerInfo optimizer)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(optimizer.Name)}</h2>\n<p>{Encode(optimizer.Summary)}</p>\n");
        if (optimizer.Source.Length > 0)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{Encode(optimizer.Source)}</p>\n");
        foreach (ProgramInfo program in optimizer.Programs)
            AppendProgram(page, program, isOnly: optimizer.Programs.Count == 1);
    }

    private static void AppendProgram(StringBuilder page, ProgramInfo program, bool isOnly)
    {
        if (!isOnly)
        {
            string shape = program.Shape switch { ShapeCase.Matrix => "Matrices", ShapeCase.Vector => "Vectors", _ => "Tensors" };
            string match = program.Match == "*" ? "" : $" named {program.Match}";
            page.Append(CultureInfo.InvariantCulture, $"<h3>{shape}{Encode(match)}</h3>\n");
        }
        OptimizerPlan plan = program.Plan;
        page.Append(CultureInfo.InvariantCulture, $"<pre>{Encode(plan.Mathematics)}</pre>\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"<p class=\"soft\">{plan.Passes.Count} {(plan.Passes.Count == 1 ? "pass" : "passes")} over memory; {plan.BytesPerElement} bytes moved and ");
        page.Append(CultureInfo.InvariantCulture, $"{plan.StateBytesPerElement} bytes of state for each parameter.</p>\n");
    }

    private int Color(string optimizer) =>
        Math.Max(0, optimizers.Select((info, i) => (info.Name, i)).FirstOrDefault(pair => pair.Name == optimizer).i) % Colors;
}
