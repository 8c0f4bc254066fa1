using System.Globalization;
using System.Text;

namespace StableSpamCompose.TextFuzz.Tests.Inputs;

/// <summary>Makes recipes of every key that the two kinds of files have.</summary>
internal sealed class RecipeGrammar
{
    private const string Own = "Own";

    private static readonly string[] Scopes = ["element", "element", "element", "tensor", "step", "group", "row", "column", "block", "matrix"];
    private static readonly string[] Ranges = ["[0, 1)", "[0, inf)", "(-inf, inf)", "[0,1]", "[-1e300, 1e300]", "[ 0 , 1 )", "[0, 9007199254740993]"];
    private static readonly string[] OddRanges = ["[1, 0]", "0..1", "[0, 1, 2]", "[\u0660, 1)", "[0\u2003, 1)", "[0,\u00851)", "[", "", "[nan, 1]", "[0, 1e999)"];
    private static readonly string[] Roles = ["first moment", "second moment", "threshold"];
    private static readonly string[] Numbers = ["0.9", "0.999", "1e-3", "0", "1", "0.5", "1e-8"];
    private static readonly string[] Names = ["beta1", "beta2", "eps", "decay", "limit", "async", "await", "auto", "value", "field", "linux", "union", "main", "step_size", "a1"];
    private static readonly string[] LibraryLinks = ["AdaClip", "AdaGN", "MoRet", "Momentum", "Lion", "DecoupledDecay", "Adam"];
    private static readonly string[] OddLinks = ["Apply", "Adams", "adam", "Own", "", "[]", "{}", "{ Adam: 1 }", "Adam: { beta3: 1 }", "Adam: { beta1: { fixed: t } }", "- Adam"];
    private static readonly string[] Patterns = ["*norm*", "head.*.weight", "?", "a*b?c", "*\u4E2D*", "x\"y", "a\\b", "[a-z]*"];

    private readonly Chance _chance;
    private readonly DeclaredNames _transform = new();
    private readonly DeclaredNames _optimizer = new();

    private RecipeGrammar(Random random) => _chance = new Chance(random);

    /// <summary>An optimizer and its transform.</summary>
    public static (string Optimizer, string Transform) Make(Random random)
    {
        var grammar = new RecipeGrammar(random);
        string transform = grammar.Transform();
        return (grammar.Optimizer(), transform);
    }

    private string Transform()
    {
        var text = new StringBuilder($"transform: {(_chance.IsOdd() ? Scalar(_chance.Pick(Fragments.Names)) : Own)}\n");
        Prose(text, "summary");
        Prose(text, "source");
        if (_chance.IsOdd()) text.Append("replaces: ").Append(_chance.Once(2) ? Own : "Adam").Append('\n');
        if (_chance.Once(8)) text.Append("apply: ").Append(_chance.Pick(["own"], ["true", "mine"])).Append('\n');
        if (_chance.Once(6)) text.Append("view: ").Append(_chance.Pick(["flattened", "batched"], Fragments.Names)).Append('\n');
        Hyperparameters(text, _transform, structural: true);
        States(text);
        if (_chance.IsOdd()) text.Append("uses: { ").Append(Name()).Append(": ").Append(_chance.Pick(Roles)).Append(" }\n");
        if (_chance.Once(10)) text.Append("before: { ").Append(_chance.Pick(LibraryLinks, OddLinks)).Append(": ").Append(Scalar(Words())).Append(" }\n");
        if (_chance.Once(10)) text.Append("parameter: { rounding: stochastic, seed: ").Append(_chance.Pick(["7"], Fragments.Names)).Append(" }\n");
        var rules = new RuleGrammar(_chance, _transform);
        if (_chance.Once(10))
        {
            text.Append("rule:\n  matrix: |\n").Append(rules.Rule(_chance.Random.Next(1, 5), "    "));
            if (!_chance.Once(4)) text.Append("  vector: |\n").Append(new RuleGrammar(_chance, _transform).Rule(_chance.Random.Next(1, 4), "    "));
        }
        else
        {
            text.Append("rule: |\n").Append(rules.Rule(_chance.Random.Next(1, _chance.Once(30) ? 30 : 7)));
        }
        return text.ToString();
    }

    private string Optimizer()
    {
        var text = new StringBuilder($"optimizer: {(_chance.IsOdd() ? Scalar(_chance.Pick(Fragments.Names)) : "Fuzzed")}\n");
        Prose(text, "summary");
        Prose(text, "source");
        if (_chance.Once(4)) text.Append("lr: { default: ").Append(Number()).Append(_chance.Once(2) ? $", range: {Scalar(_chance.Pick(["[0, inf)", "[0, 1]"], OddRanges))}" : "").Append(" }\n");
        if (_chance.Once(2)) Hyperparameters(text, _optimizer, structural: _chance.IsOdd());
        if (_chance.Once(8)) text.Append("chains:\n  - { match: ").Append(Scalar(_chance.Pick(Patterns, Fragments.Hostile))).Append(", chain: [").Append(Link(Own, 0)).Append("] }\n");
        text.Append("chain:");
        int links = _chance.Random.Next(1, _chance.Once(30) ? 12 : 3);
        string[] chain = [.. Enumerable.Range(0, links).Select(i => Link(i == 0 ? Own : _chance.Pick(LibraryLinks, OddLinks), i))];
        if (_chance.Once(3)) text.Append(" [").Append(string.Join(", ", chain)).Append("]\n");
        else text.Append('\n').Append(string.Concat(chain.Select(link => $"  - {link}\n")));
        if (_chance.Once(5)) text.Append("relations: [ ").Append(Scalar($"lr <= {(_chance.IsOdd() ? new RuleGrammar(_chance, _transform).StepExpression(2) : "1e6")}")).Append(" ]\n");
        if (_chance.Once(8)) text.Append("budget: { passes: ").Append(_chance.Pick(["8"], Fragments.Numbers)).Append(", state_bytes_per_parameter: ").Append(_chance.Pick(["64"], Fragments.Numbers)).Append(" }\n");
        return text.ToString();
    }

    // Each link has a name of its own, and what it takes from the constructor too: two of one name would be refused.
    private string Link(string transform, int index)
    {
        var settings = new List<string>();
        if (index > 0 || _chance.Once(6)) settings.Add("as: " + (_chance.IsOdd() ? Scalar(_chance.Pick(Fragments.Names)) : "Use" + index.ToString(CultureInfo.InvariantCulture)));
        if (transform != Own) return $"{transform}: {{ {string.Join(", ", settings.Concat(Fixed(transform)))} }}";
        foreach (string number in _transform.Numbers)
        {
            if (_optimizer.Hyperparameters.Contains(number)) settings.Add($"{number}: {number}");
            else if (_chance.Once(3)) settings.Add($"{number}: {SettingValue()}");
        }
        foreach (string flag in _transform.Flags.Where(_ => _chance.Once(3))) settings.Add($"{flag}: {_chance.Pick(["true", "false"], Fragments.Names)}");
        foreach (string choice in _transform.Choices.Where(_ => _chance.Once(3))) settings.Add($"{choice}: {_chance.Pick(["second", "linear"], Fragments.Names)}");
        return settings.Count == 0 ? transform : $"{transform}: {{ {string.Join(", ", settings)} }}";
    }

    private static IEnumerable<string> Fixed(string transform)
    {
        string[] names = transform switch
        {
            "AdaClip" => ["gamma3"],
            "AdaGN" => ["gamma1", "gamma2", "eps"],
            "Momentum" => ["momentum", "dampening"],
            "Lion" => ["beta1", "beta2"],
            "DecoupledDecay" => ["decay"],
            "Adam" => ["beta1", "beta2", "eps"],
            _ => [],
        };
        return names.Select(name => $"{name}: {{ fixed: 0.5 }}");
    }

    private string SettingValue() => _chance.Random.Next(4) switch
    {
        0 => Number(),
        1 => $"{{ fixed: {Number()} }}",
        2 => Scalar(new RuleGrammar(_chance, _optimizer).StepExpression(2)),
        _ => "0.25",
    };

    private void Hyperparameters(StringBuilder text, DeclaredNames declared, bool structural)
    {
        int count = _chance.Random.Next(4);
        if (count > 0) text.Append("hyperparameters:\n");
        foreach (string name in Enumerable.Range(0, count).Select(_ => Name()).Distinct())
        {
            text.Append("  ").Append(name.Length == 0 || name[0] > 'z' ? Scalar(name) : name).Append(": { ");
            switch (structural ? _chance.Random.Next(6) : 5)
            {
                case 0:
                    text.Append("default: ").Append(_chance.Once(2) ? "true" : "false");
                    declared.Flags.Add(name);
                    break;
                case 1:
                    text.Append("choices: [first, ").Append(_chance.IsOdd() ? Scalar(_chance.Pick(Fragments.Names)) : "second").Append(", linear], default: first");
                    declared.Choices.Add(name);
                    break;
                default:
                    bool isWhole = _chance.Once(4);
                    text.Append("default: ").Append(isWhole ? _chance.Pick(["0", "1", "100", "2147483647"], Fragments.Numbers) : Number());
                    if (isWhole) text.Append(", type: ").Append(_chance.Pick(["int"], Fragments.Names));
                    else if (_chance.Once(3)) text.Append(", range: ").Append(Scalar(_chance.Pick(["(-inf, inf)", "[-1e300, 1e300]"], [.. Ranges, .. OddRanges])));
                    if (_chance.Once(5)) text.Append(", why: ").Append(Scalar(Words()));
                    declared.Numbers.Add(name);
                    break;
            }
            if (_chance.Once(3)) text.Append(", summary: ").Append(Scalar(Words()));
            text.Append(" }\n");
        }
    }

    private void States(StringBuilder text)
    {
        int count = _chance.Random.Next(4);
        if (count > 0) text.Append("state:\n");
        for (int i = 0; i < count; i++)
        {
            string per = _chance.Pick(Scopes, Fragments.Names);
            string name = _chance.IsOdd() && Name() is ['a' or 'b' or 's' or 'e', ..] odd ? odd : "s" + i.ToString(CultureInfo.InvariantCulture);
            text.Append("  ").Append(name).Append(": { per: ").Append(per.Length == 0 || per[0] > 'z' ? Scalar(per) : per);
            if (per == "element" && _chance.Once(6)) text.Append(", type: ").Append(_chance.Pick(["bfloat16", "float16"], Fragments.Names)).Append(_chance.Once(2) ? ", rounding: stochastic, seed: 1" : "");
            if (_chance.Once(4)) text.Append(", role: ").Append(_chance.Once(4) ? Scalar(Words()) : _chance.Pick(Roles));
            if (_chance.Once(4)) text.Append(", moment: true");
            if (_chance.Once(4)) text.Append(", initial: ").Append(Number());
            else if (_chance.IsOdd()) text.Append(", initial: ").Append(Scalar(new RuleGrammar(_chance, _transform).StepExpression(1)));
            if (_chance.IsOdd() && _transform.Flags.Count > 0) text.Append(", when: ").Append(_transform.Flags[0]);
            if (_chance.IsOdd()) text.Append(", for: ").Append(_chance.Once(2) ? "matrix" : "vector");
            text.Append(" }\n");
            _transform.States.Add((name, per));
        }
    }

    private void Prose(StringBuilder text, string key)
    {
        if (!_chance.Once(3)) return;
        text.Append(key).Append(": ").Append(_chance.IsOdd() ? (_chance.Once(2) ? "|\n  " : ">\n  ") + Words().Replace("\n", "\n  ", StringComparison.Ordinal) : Scalar(Words())).Append('\n');
    }

    private string Words() => string.Join(' ', Enumerable.Range(0, _chance.Random.Next(1, 5)).Select(_ => _chance.Once(3) ? _chance.Pick(Fragments.Hostile) : "words"));

    private string Name() => _chance.Pick(Names, Fragments.Names);

    private string Number() => _chance.Pick(Numbers, Fragments.Numbers);

    // In double quotes, which hold anything; now and then in another way that YAML has, and may not be able to.
    private string Scalar(string value) => !_chance.IsOdd() ? YamlText.Quoted(value) : _chance.Once(2) ? value : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
}
