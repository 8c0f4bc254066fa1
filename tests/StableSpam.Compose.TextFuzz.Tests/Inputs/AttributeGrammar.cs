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
    private static readonly string[] Patterns = ["*norm*", "head.*.weight", "?"];
    private static readonly string[] Roles = ["second moment", "first moment", "threshold"];
    private static readonly string[] StateTypes = ["bfloat16", "float16", "float32"];
    private static readonly string[] Roundings = ["stochastic", "nearest"];
    private static readonly string[] Seeds = ["7", "t"];
    private static readonly string[] ElementScopes = ["Per.Element"];
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
        text.Append("[Optimizer(").Append(string.Join(", ", Optional($"Summary = {Text()}", $"Source = {Text()}", $"Lr = {Double()}", $"LrRange = {Range()}", $"LrWhy = {Text()}", $"LrSummary = {Text()}"))).Append(")]\n");
        if (_chance.Once(3)) text.Append("[Hyperparameter(\"top\", ").Append(Double()).Append(More($"Range = {Range()}", $"Why = {Text()}", $"Summary = {Text()}")).Append(")]\n");
        if (_chance.Once(6)) text.Append("[Relation(").Append(Literal("lr <= " + new RuleGrammar(_chance, new DeclaredNames()).StepExpression(1))).Append(")]\n");
        if (_chance.Once(6)) text.Append("[Budget(").Append(_chance.Pick(["Passes", "StateBytesPerParameter", "TrafficBytesPerParameter"])).Append(" = ").Append(_chance.Pick(["900"], OddDoubles)).Append(")]\n");
        if (_chance.Once(5)) text.Append("[DecoupledDecay(Parameters = ").Append(Pattern()).Append(", Fixed = \"decay: 0.5\")]\n");
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
                    text.Append("[Hyperparameter(").Append(Literal(name)).Append(", ").Append(Double()).Append(OfOwn()).Append(More($"Range = {Range()}", $"Why = {Text()}", $"Summary = {Text()}")).Append(_chance.IsOdd() ? ", IsInteger = true" : "").Append(")]\n");
                    _declared.Numbers.Add(name);
                    break;
            }
        }
        for (int i = _chance.Random.Next(3); i > 0; i--)
        {
            bool isNarrow = _chance.Once(5);
            string per = _chance.Pick(isNarrow ? ElementScopes : Scopes, ["(Per)9", "Per.Block", "default", "null", "Per.Nothing"]);
            text.Append("[State(\"s").Append(i).Append("\", ").Append(per).Append(OfOwn()).Append(More($"Role = {Text()}", "IsMoment = true", $"Initial = {Literal(_chance.Pick(["0.5", "1"], Fragments.Hostile))}"));
            if (isNarrow) text.Append($", Type = {Literal(_chance.Pick(StateTypes, Fragments.Names))}").Append(Rounding("Rounding", "Seed"));
            if (_declared.Flags.Count > 0 && _chance.IsOdd()) text.Append(", When = ").Append(Literal(_chance.Pick(_declared.Flags)));
            if (_chance.IsOdd()) text.Append(", For = ").Append(Literal(_chance.Pick(["matrix", "vector"], Fragments.Names)));
            text.Append(")]\n");
            _declared.States.Add(($"s{i}", per[(per.IndexOf('.') + 1)..].ToLowerInvariant()));
        }
        if (_chance.Once(8)) text.Append("[Before(").Append(Literal(_chance.Pick(["AdaClip", "Adam"], Fragments.Names))).Append(", ").Append(Text()).Append(OfOwn()).Append(")]\n");
        if (_chance.IsOdd()) text.Append("[Uses(\"v\", ").Append(Literal(_chance.Pick(Roles, Fragments.Hostile))).Append(OfOwn()).Append(")]\n");
        text.Append("[Transform(\"Own\"").Append(Rules()).Append(More($"Summary = {Text()}", $"Source = {Text()}", $"View = {Literal(_chance.Pick(["flattened", "batched"], Fragments.Names))}", "AppliesItself = true"));
        if (_chance.Once(8)) text.Append(Rounding("ParameterRounding", "ParameterSeed"));
        if (_chance.Once(8) && _declared.Numbers.Count > 0) text.Append(_chance.Once(2) ? ", Bind = " : ", Fixed = ").Append(Literal($"{_chance.Pick(_declared.Numbers)}: {(_chance.IsOdd() ? _chance.Pick(Fragments.Hostile) : "0.5")}"));
        if (_chance.IsOdd()) text.Append(_chance.Pick([", Replaces = true", $", Parameters = {Pattern()}", $", As = {Literal(_chance.Pick(["Use"], Fragments.Names))}"]));
        return text.Append(")]\n").ToString();
    }

    private string Rules()
    {
        string Rule() => Written(new RuleGrammar(_chance, _declared).Rule(_chance.Random.Next(1, 5), ""));
        return !_chance.Once(8) ? ", " + Rule() : $", Matrix = {Rule()}{(_chance.Once(4) ? "" : $", Vector = {Rule()}")}";
    }

    private string Rounding(string rounding, string seed)
    {
        string how = _chance.Pick(Roundings, Fragments.Names);
        return $", {rounding} = {Literal(how)}{(how == "stochastic" != _chance.IsOdd() ? $", {seed} = {Literal(_chance.Pick(Seeds, Fragments.Hostile))}" : "")}";
    }

    private string Pattern() => Literal(_chance.Pick(Patterns, Fragments.Hostile));

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
