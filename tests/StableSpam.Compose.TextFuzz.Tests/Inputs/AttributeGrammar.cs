using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace StableSpamCompose.TextFuzz.Tests.Inputs;

/// <summary>Makes C# that declares optimizers and transforms by attributes, and that uses them.</summary>
internal sealed class AttributeGrammar
{
    private static readonly string[] Scopes = ["Per.Element", "Per.Element", "Per.Tensor", "Per.Step", "Per.Row", "Per.Group"];
    private static readonly string[] Doubles = ["0.9", "1e-3", "0", "1", "0.5", "1e-8"];
    private static readonly string[] OddDoubles =
        ["double.NaN", "double.PositiveInfinity", "-1", "1e308", "1e309", "double.Epsilon", "(double)int.MaxValue", "1 / 0.0", "'a'", "0x7fffffff", "1_000", "\"1\"", "null", "true", "default", "-0.0", "0.1f", "1m", "X.Y", "nameof(A)", ""];
    private static readonly string[] Links = ["[AdaClip]", "[AdaGN(Gamma1 = 0.5)]", "[MoRet(Interval = 100)]", "[Lion(Beta1 = 0.5)]", "[Adam(Bind = \"eps: 1e-6\")]", "[DecoupledDecay(Fixed = \"decay: 0.1\")]"];
    private static readonly string[] OddLinks =
        ["[Apply, Apply]", "[Adam(Beta3 = 1)]", "[Adam(Beta1 = (double)\"x\".Length)]", "[Adam(Epsilon = (EpsilonChoice)9)]", "[Adam(Bind = null)]", "[Adam(As = \"\")]", "[Unknown]", "[Adam", "[]", "[Adam(,)]", "[Optimizer]", "[Adam(Amsgrad = 1)]", "[return: Adam]"];
    private static readonly string[] Modifiers = ["public sealed partial class", "internal partial class", "partial class", "sealed partial class"];
    private static readonly string[] OddModifiers = ["class", "static partial class", "abstract partial class", "partial record", "partial struct", "file partial class", "partial interface", "public partial", ""];
    private static readonly string[] Shapes = [";", " { }", " { public int Extra => 1; }"];
    private static readonly string[] OddShapes = ["<T>;", "(int a);", " : System.Exception;", " : Missing;", " {", "", "<", " { class Inner { [Optimizer, Apply] partial class A; } }"];

    private readonly Chance _chance;
    private readonly DeclaredNames _declared = new();

    private AttributeGrammar(Random random) => _chance = new Chance(random);

    /// <summary>A file of C#.</summary>
    public static string Make(Random random) => new AttributeGrammar(random).Source();

    private string Source()
    {
        var text = new StringBuilder("using StableSpamCompose.Attributes;\nnamespace Fuzzed;\n");
        bool isOwn = _chance.Once(2);
        string transform = isOwn ? Transform() : "";
        text.Append("[Optimizer(").Append(string.Join(", ", Optional($"Summary = {Text()}", $"Source = {Text()}", $"Lr = {Double()}", $"LrRange = {Range()}", $"LrSummary = {Text()}"))).Append(")]\n");
        if (_chance.Once(3)) text.Append("[Hyperparameter(\"top\", ").Append(Double()).Append(More($"Range = {Range()}", $"Why = {Text()}", $"Summary = {Text()}")).Append(")]\n");
        if (_chance.Once(6)) text.Append("[Relation(").Append(Literal("lr <= " + new RuleGrammar(_chance, new DeclaredNames()).StepExpression(1))).Append(")]\n");
        if (_chance.Once(6)) text.Append("[Budget(Passes = ").Append(_chance.Pick(["9"], OddDoubles)).Append(")]\n");
        text.Append(transform);
        foreach (string link in Enumerable.Range(0, isOwn ? _chance.Random.Next(2) : 1).Select(_ => _chance.Pick(Links, OddLinks))) text.Append(link).Append('\n');
        text.Append(_chance.Pick(Modifiers, OddModifiers)).Append(" A").Append(_chance.Pick(Shapes, OddShapes)).Append('\n');
        if (_chance.Once(4)) text.Append("public static class Use { public static object Make(").Append(_chance.IsOdd() ? "dynamic" : "System.Collections.Generic.List<StableSpamCompose.Arrays.ArrayParameter>").Append(" p) => new A(p, lr: ").Append(Double()).Append("); }\n");
        return text.ToString();
    }

    private string Transform()
    {
        var text = new StringBuilder();
        for (int i = _chance.Random.Next(3); i > 0; i--)
        {
            string name = _chance.Pick(["beta", "limit", "async", "field", "step_size", "linux"], Fragments.Names);
            if (_declared.Hyperparameters.Contains(name)) continue;
            switch (_chance.Random.Next(5))
            {
                case 0:
                    text.Append("[Hyperparameter(").Append(Literal(name)).Append(", true").Append(OfOwn()).Append(")]\n");
                    _declared.Flags.Add(name);
                    break;
                case 1:
                    text.Append("[Hyperparameter(").Append(Literal(name)).Append(", \"first\", Choices = new[] { \"first\", ").Append(_chance.IsOdd() ? Text() : "\"second\"").Append(", \"linear\" }").Append(OfOwn()).Append(")]\n");
                    _declared.Choices.Add(name);
                    break;
                default:
                    text.Append("[Hyperparameter(").Append(Literal(name)).Append(", ").Append(Double()).Append(OfOwn()).Append(More($"Range = {Range()}", $"Why = {Text()}", $"Summary = {Text()}")).Append(")]\n");
                    _declared.Numbers.Add(name);
                    break;
            }
        }
        for (int i = _chance.Random.Next(3); i > 0; i--)
        {
            string per = _chance.Pick(Scopes, ["(Per)9", "Per.Block", "default", "null", "Per.Nothing"]);
            text.Append("[State(\"s").Append(i).Append("\", ").Append(per).Append(OfOwn()).Append(More($"Role = {Text()}", "IsMoment = true", $"Initial = {Literal(_chance.Pick(["0.5", "1"], Fragments.Hostile))}")).Append(")]\n");
            _declared.States.Add(($"s{i}", per[(per.IndexOf('.') + 1)..].ToLowerInvariant()));
        }
        string rule = new RuleGrammar(_chance, _declared).Rule(_chance.Random.Next(1, 5), "");
        text.Append("[Transform(\"Own\", ").Append(Written(rule)).Append(More($"Summary = {Text()}", $"Source = {Text()}", $"View = {Literal(_chance.Pick(["flattened", "batched"], Fragments.Names))}", "AppliesItself = true")).Append(")]\n");
        return text.ToString();
    }

    private string OfOwn() => _chance.IsOdd() ? _chance.Once(2) ? "" : ", Of = \"Other\"" : ", Of = \"Own\"";

    // In one of the ways that C# has.
    private string Written(string rule) => _chance.Random.Next(4) switch
    {
        0 => Literal(rule),
        1 => "@\"" + rule.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"",
        2 when _chance.IsOdd() => "\"\"\"" + rule + "\"\"\"",
        _ when !rule.Contains("\"\"\"\"", StringComparison.Ordinal) && !rule.Contains('\r') && !rule.Contains('\u2028') && !rule.Contains('\u2029') && !rule.Contains('\u0085')
            => "\"\"\"\"\n    " + rule.TrimEnd('\n').Replace("\n", "\n    ", StringComparison.Ordinal) + "\n    \"\"\"\"",
        _ => Literal(rule),
    };

    private string More(params string[] properties) => string.Concat(Optional(properties).Select(property => ", " + property));

    private IEnumerable<string> Optional(params string[] properties) => [.. properties.Where(_ => _chance.Once(3))];

    private string Double() => _chance.Pick(Doubles, OddDoubles);

    private string Range() => Literal(_chance.Pick(["(-inf, inf)", "[-1e300, 1e300]"], ["[0, 1)", "[1, 0]", "x", "", "[0,\u0085 1)"]));

    private string Text() => _chance.IsOdd() && _chance.Once(3) ? _chance.Pick(["null", "nameof(A)", "\"a\" + \"b\"", "X.Y", "$\"{1}\"", "\"\"u8", "default"]) : Literal(_chance.Once(2) ? _chance.Pick(Fragments.Hostile) + " words" : "words");

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
