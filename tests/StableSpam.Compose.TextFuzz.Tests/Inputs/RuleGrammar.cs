using System.Globalization;
using System.Text;

namespace StableSpamCompose.TextFuzz.Tests.Inputs;

/// <summary>Makes rules and expressions of the language.</summary>
/// <param name="chance">What chance decides.</param>
/// <param name="declared">What is declared around them.</param>
internal sealed class RuleGrammar(Chance chance, DeclaredNames declared)
{
    private static readonly string[] StepNames = ["lr", "t", "k", "1", "2", "0.5"];
    private static readonly string[] ElementNames = ["g", "g", "g", "grad", "w", "numel", "rank"];
    private static readonly string[] Numbers = ["0", "1", "2", "0.5", "1e-8", "3"];
    private static readonly string[] Unary = ["abs", "sqrt", "rsqrt", "sign", "floor", "round", "exp", "log", "tanh", "cos"];
    private static readonly string[] Binary = ["min", "max", "mod", "pow"];
    private static readonly string[] Ternary = ["clamp", "lerp", "fma"];
    private static readonly string[] Folds = ["sum", "mean", "amax", "amin", "norm", "rms"];
    private static readonly string[] OddNames = [.. Fragments.Names, .. Fragments.Numbers];
    private static readonly string[] Operators = ["+", "-", "*", "/", "^"];
    private static readonly string[] OddOperators = ["<", "==", "and", "or", "**", "^^", "=", ",", "!", "&&", "%", ":"];
    private static readonly string[] Comparisons = ["<", "<=", ">", ">=", "==", "!="];
    private static readonly string[] OddStatements = ["g", "g =", "= g", "if g:", "else:", "reset", "skip step", "t = 1", "grad = g", "norm = 2", "g = g = g", "\tg = g", "k = norm(g)", "lr = g", "apply apply", "return g"];

    private readonly List<string> _locals = [];

    /// <summary>A rule of some lines, each after as many blanks.</summary>
    public string Rule(int lines, string indentation = "  ")
    {
        var rule = new StringBuilder();
        for (int i = 0; i < lines; i++) rule.Append(indentation).Append(Statement(indentation, depth: 3)).Append('\n');
        if (_locals.Count > 0) rule.Append(indentation).Append("g = g * ").Append(chance.Pick(_locals)).Append('\n');
        return rule.ToString();
    }

    /// <summary>An expression of what is known before a step.</summary>
    public string StepExpression(int depth) => Number(depth, isStep: true);

    private string Statement(string indentation, int depth)
    {
        if (chance.IsOdd()) return chance.Pick(OddStatements);
        string comment = chance.Once(12) ? " # " + chance.Pick(["as in the paper", "g", "*/"], Fragments.Hostile) : "";
        switch (chance.Random.Next(24))
        {
            case 0:
                return "reset moments " + (chance.Once(2) ? "after step " : "") + "when " + Condition(1, isStep: true);
            case 1 when chance.Once(3):
                return "skip step when any(not isfinite(grad), over: all)";
            case 2 when chance.Once(3):
                return "lr = " + Number(depth, isStep: true);
            case 3 when chance.Once(3):
                return "k = if " + Condition(1, isStep: true) + " then 1 else k";
            case < 6 when depth > 0 && declared.Flags.Count + declared.Choices.Count > 0:
                return $"if {Structure()}:{(chance.Once(3) ? " " : "\n  " + indentation)}{Statement(indentation + "  ", depth - 1)}";
            case < 12 when declared.States.Count > 0:
                (string state, string per) = declared.States[chance.Random.Next(declared.States.Count)];
                return $"{state} = {StateValue(per, depth)}{comment}";
            case < 16:
                string local = chance.Once(3) ? chance.Pick(["size", "u", "peak", "async", "auto", "value", "field", "float4", "_", "__a"], OddNames) : "a" + _locals.Count.ToString(CultureInfo.InvariantCulture);
                string assignment = $"{local} = {Number(depth, isStep: false)}{comment}";
                _locals.Add(local);
                return assignment;
            case 16:
                return "w = w - lr * " + Number(depth, isStep: false);
            default:
                return $"g = {Number(depth, isStep: false)}{comment}";
        }
    }

    private string StateValue(string per, int depth)
    {
        if (chance.IsOdd()) return Number(depth, isStep: false);
        string element = per == "step" ? "" : Number(depth - 1, isStep: false);
        return per switch
        {
            "step" => Number(depth - 1, isStep: true),
            "row" => $"mean(g * ({element}), over: columns)",
            "column" => $"mean(g * ({element}), over: rows)",
            "block" => $"mean(g * ({element}), over: block)",
            "matrix" => $"amax(mean(g * ({element}), over: columns), over: rows)",
            "tensor" => $"{chance.Pick(Folds)}(g * ({element}))",
            "group" => "norm(g, over: group)",
            _ => element,
        };
    }

    // Brackets stand around everything that could need them.
    private string Number(int depth, bool isStep)
    {
        if (depth <= 0) return Leaf(isStep);
        string Inner() => Number(depth - 1, isStep);
        return chance.Random.Next(14) switch
        {
            < 5 => $"({Inner()} {chance.Pick(Operators, OddOperators)} {Inner()})",
            < 7 => $"{chance.Pick(Unary, OddNames)}({Inner()})",
            7 => $"{chance.Pick(Binary)}({Inner()}, {Inner()})",
            8 => $"{chance.Pick(Ternary)}({Inner()}, {Inner()}, {Inner()})",
            9 => $"(if {Condition(depth - 1, isStep)} then {Inner()} else {Inner()})",
            10 when isStep => $"{(chance.Once(2) ? "cosine" : "linear")}({Inner()}, {Inner()}, from: {Inner()}, to: {Inner()})",
            10 => $"-({Inner()})",
            11 when !isStep => $"{chance.Pick(Folds)}(g * {Inner()}{chance.Pick(["", "", ", over: elements", ", over: columns", ", over: rows", ", over: block", ", over: group"], [", over: everything", ", over: g", ", over", ", to: 1"])})",
            12 when !isStep && chance.Once(4) => $"{(chance.Once(2) ? "uniform" : "normal")}({Number(0, isStep: true)})",
            _ => Leaf(isStep),
        };
    }

    private string Condition(int depth, bool isStep) => chance.Random.Next(6) switch
    {
        0 when depth > 0 => $"({Condition(depth - 1, isStep)} {(chance.Once(2) ? "and" : "or")} {Condition(depth - 1, isStep)})",
        1 when depth > 0 => $"(not {Condition(depth - 1, isStep)})",
        2 when !isStep => $"isfinite({Number(depth, isStep)})",
        3 when !isStep => $"any({Number(depth, isStep)} > 1)",
        4 when isStep => "mod(t, 7) == 0",
        _ => $"({Number(depth, isStep)} {chance.Pick(Comparisons, OddOperators)} {Number(depth, isStep)})",
    };

    private string Structure()
    {
        if (declared.Flags.Count > 0 && (declared.Choices.Count == 0 || chance.Once(2))) return (chance.Once(2) ? "not " : "") + chance.Pick(declared.Flags);
        return chance.Pick(declared.Choices) + (chance.Once(2) ? " == " : " != ") + chance.Pick(["first", "second", "linear"], OddNames);
    }

    private string Leaf(bool isStep)
    {
        if (chance.IsOdd()) return chance.Pick(OddNames);
        if (declared.Numbers.Count > 0 && chance.Once(3)) return chance.Pick(declared.Numbers);
        if (isStep) return chance.Pick(StepNames);
        if (_locals.Count > 0 && chance.Once(4)) return chance.Pick(_locals);
        if (declared.States.Count > 0 && chance.Once(4)) return declared.States[chance.Random.Next(declared.States.Count)].Name;
        return chance.Once(5) ? chance.Pick(Numbers, Fragments.Numbers) : chance.Pick(ElementNames);
    }
}
