using System.Globalization;
using System.Net;
using System.Text;

namespace StableSpamCompose.Train4Bit.Reporting;

/// <summary>A curve of a chart: a number for each step.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Color">The number of its colour.</param>
/// <param name="Values">The numbers; those that are not finite leave a gap.</param>
/// <param name="Marks">Steps, from 0, that are marked.</param>
internal sealed record Curve(string Name, int Color, IReadOnlyList<double> Values, IReadOnlyList<int> Marks);

/// <summary>A chart of numbers over steps, as SVG whose colours the page gives.</summary>
/// <param name="title">What the numbers are.</param>
/// <param name="curves">The curves.</param>
/// <param name="isLogarithmic">Whether the vertical axis is.</param>
internal sealed class LineChart(string title, IReadOnlyList<Curve> curves, bool isLogarithmic)
{
    private const double Width = 560, Height = 260, Left = 52, Right = 12, Top = 30, Bottom = 34;
    private const int HorizontalTicks = 6;
    private const int VerticalTicks = 5;

    /// <summary>The chart.</summary>
    public string Svg()
    {
        double[] shown = [.. curves.SelectMany(curve => curve.Values).Where(IsShown)];
        (double low, double high) = Range(shown);
        int steps = Math.Max(2, curves.Max(curve => curve.Values.Count));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Encode(title)}\">");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"{Left}\" y=\"16\">{Encode(title)}</text>");
        foreach (double tick in isLogarithmic ? AxisTicks.Logarithmic(low, high) : AxisTicks.Linear(low, high, VerticalTicks))
        {
            AppendLine("grid", Y(tick));
            AppendTick("end", Left - 6, Y(tick) + 4, tick);
        }
        foreach (double tick in AxisTicks.Linear(0, steps, HorizontalTicks))
            AppendTick("middle", X(tick), Height - Bottom + 18, tick);
        AppendLine("axis", Height - Bottom);
        foreach (Curve curve in curves)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"curve color{curve.Color}\" d=\"{Path(curve)}\">");
            svg.Append(CultureInfo.InvariantCulture, $"<title>{Encode(curve.Name)}</title></path>");
        }
        foreach (Curve curve in curves)
        {
            foreach (int step in curve.Marks)
            {
                // A norm that is no number has no height; its mark lies at the top.
                double y = IsShown(curve.Values[step]) ? Y(curve.Values[step]) : Top;
                svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"mark color{curve.Color}\" ");
                svg.Append(CultureInfo.InvariantCulture, $"cx=\"{X(step):0.0}\" cy=\"{y:0.0}\" r=\"4.5\"><title>{Encode(curve.Name)}: ");
                svg.Append(CultureInfo.InvariantCulture, $"{curve.Values[step]:0.###} in step {step}</title></circle>");
            }
        }
        return svg.Append("</svg>").ToString();

        double X(double step) => Left + ((Width - Left - Right) * step / steps);

        double Y(double value)
        {
            double share = isLogarithmic ? Math.Log(value / low) / Math.Log(high / low) : (value - low) / (high - low);
            return Height - Bottom - ((Height - Top - Bottom) * share);
        }

        void AppendLine(string kind, double y)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{kind}\" x1=\"{Left}\" x2=\"{Width - Right}\" ");
            svg.Append(CultureInfo.InvariantCulture, $"y1=\"{y:0.0}\" y2=\"{y:0.0}\"/>");
        }

        void AppendTick(string anchor, double x, double y, double value)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"{anchor}\" ");
            svg.Append(CultureInfo.InvariantCulture, $"x=\"{x:0.0}\" y=\"{y:0.0}\">{Label(value)}</text>");
        }

        string Path(Curve curve)
        {
            var path = new StringBuilder();
            bool isDrawing = false;
            for (int step = 0; step < curve.Values.Count; step++)
            {
                if (IsShown(curve.Values[step]))
                    path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? 'L' : 'M')}{X(step):0.0} {Y(curve.Values[step]):0.0}");
                isDrawing = IsShown(curve.Values[step]);
            }
            return path.ToString();
        }
    }

    private static string Label(double tick) => tick.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private bool IsShown(double value) => double.IsFinite(value) && (!isLogarithmic || value > 0);

    private (double Low, double High) Range(double[] shown)
    {
        if (shown.Length == 0)
            return (1, 10);
        (double low, double high) = (shown.Min(), shown.Max());
        if (isLogarithmic)
            return (low / 1.15, high * 1.15);
        double margin = Math.Max(1e-9, (high - low) * 0.04);
        return (low - margin, high + margin);
    }
}
