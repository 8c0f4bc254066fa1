using Spectre.Console;
using Spectre.Console.Rendering;
using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.Display;

/// <summary>A picture of the training that changes in place: what is finished, and the run that goes on.</summary>
/// <param name="console">The terminal.</param>
public sealed class TerminalDisplay(IAnsiConsole console) : ITrainingDisplay
{
    private const int BarWidth = 40;

    /// <summary>Recent losses that are drawn, one a column.</summary>
    private const int CurveWidth = 60;

    private const string Heights = "▁▂▃▄▅▆▇█";

    private readonly List<RunResult> _finished = [];
    private readonly List<double> _losses = [];
    private LiveDisplayContext? _context;
    private StepProgress? _progress;

    /// <inheritdoc/>
    public void Show(Action training) =>
        console.Live(new Markup("")).AutoClear(true).Start(context =>
        {
            _context = context;
            training();
        });

    /// <inheritdoc/>
    public void RunStarted(RunChoice choice, int index, int count, int stepsTaken) => _losses.Clear();

    /// <inheritdoc/>
    public void StepTaken(StepProgress progress)
    {
        _progress = progress;
        _losses.Add(progress.Loss);
        Draw();
    }

    /// <inheritdoc/>
    public void RunFinished(RunResult result)
    {
        _finished.Add(result);
        Draw();
    }

    private void Draw()
    {
        var parts = new List<IRenderable>();
        if (_finished.Count > 0)
            parts.Add(Finished());
        if (_progress is { } progress)
            parts.Add(Current(progress));
        _context?.UpdateTarget(new Rows(parts));
    }

    private Table Finished()
    {
        Table table = new Table().Border(TableBorder.Rounded)
            .AddColumns("optimizer", "precision", "lr", "seed", "validation loss", "perplexity", "spikes");
        foreach (RunResult result in _finished)
            table.AddRow([.. SummaryTable.Cells(result).Select(Markup.Escape)]);
        return table;
    }

    private Panel Current(StepProgress progress)
    {
        int done = BarWidth * progress.Step / progress.Steps;
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap());
        string bar = $"[green]{new string('━', done)}[/][grey]{new string('━', BarWidth - done)}[/]";
        grid.AddRow("step", $"{bar} {progress.Step}/{progress.Steps}");
        grid.AddRow("loss", $"[bold]{NumberText.Loss(progress.Loss)}[/]  [blue]{Curve()}[/]");
        grid.AddRow("gradient norm", NumberText.Short(progress.GradientNorm));
        grid.AddRow("speed", $"{NumberText.Grouped(progress.TokensPerSecond)} tokens/s");
        grid.AddRow("left", $"{NumberText.Time(progress.Left)} for all {progress.Count} runs");
        return new Panel(grid).Header($" {progress.Index + 1}/{progress.Count}  {Markup.Escape(progress.Choice.Title)} ");
    }

    private string Curve()
    {
        double[] recent = [.. _losses.TakeLast(CurveWidth).Where(double.IsFinite)];
        if (recent.Length == 0)
            return "";
        double low = recent.Min(), range = Math.Max(1e-9, recent.Max() - low);
        return string.Concat(recent.Select(loss => Heights[(int)Math.Round((loss - low) / range * (Heights.Length - 1))]));
    }
}
