using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Fuzz.Tests.Generation;

/// <summary>Makes expressions of any kind out of names.</summary>
/// <param name="random">What chance decides by.</param>
/// <param name="names">What can be read.</param>
/// <param name="isFlattened">Whether rows and columns are those of the flattened view.</param>
internal sealed class TermGenerator(Random random, IReadOnlyCollection<Term> names, bool isFlattened)
{
    private static readonly string[] Numbers =
    [
        "0", "1", "2", "0.5", "0.1", "0.9", "0.999", "3", "7", "10", "1e-8", "1e-3", "1e8", "1e30", "1e-30", "1e-40", "3e38", "1e300", "1e-320",
        "16777217", "2147483648", "0.30000000000000004", "inf",
    ];

    private static readonly string[] Unary =
        ["abs({0})", "sqrt({0})", "rsqrt({0})", "sign({0})", "floor({0})", "round({0})", "exp({0})", "log({0})", "tanh({0})", "cos({0})", "-({0})", "(-{0})"];

    private static readonly string[] Binary =
    [
        "({0} + {1})", "({0} - {1})", "({0} * {1})", "({0} / {1})", "{0} + {1}", "{0} - {1}", "{0} * {1}", "{0} / {1}",
        "min({0}, {1})", "max({0}, {1})", "mod({0}, {1})", "pow({0}, {1})",
    ];

    private static readonly string[] Ternary = ["clamp({0}, {1}, {2})", "lerp({0}, {1}, {2})", "fma({0}, {1}, {2})"];

    private static readonly string[] Powers = ["2", "2", "2", "3", "-2", "-1", "0", "1", "5", "16", "0.5", "-0.5", "1.5"];

    private static readonly string[] Comparisons = ["<", "<=", ">", ">=", "==", "!="];

    private static readonly string[] Folds = ["sum", "mean", "amax", "amin", "norm", "rms"];

    private static readonly string[] Counts = ["count", "any", "all"];

    private readonly Term[] _numbers = [.. names.Where(name => !name.IsCondition)];
    private readonly Term[] _conditions = [.. names.Where(name => name.IsCondition)];

    /// <summary>A number as fine as <paramref name="finest"/> or coarser.</summary>
    public Term Number(Scope finest, int depth)
    {
        if (depth <= 0 || random.Next(8) == 0) return Leaf(finest);
        if (depth > 1 && finest >= Scope.Group && random.Next(24) == 0) return OverTensors(depth);
        if (finest == Scope.Element && random.Next(24) == 0)
            return new Term(random.Next(2) == 0 ? "uniform({0})" : "normal({0})", false, Scope.Element, [Number(Scope.Step, depth - 1)]);
        if (finest > Scope.Tensor && random.Next(10) == 0 && OverParts(finest, depth) is { } parts) return parts;
        switch (random.Next(20))
        {
            case < 8:
                return Term.Of(Pick(Binary), isCondition: false, Number(finest, depth - 1), Number(finest, depth - 1));
            case < 11:
                return Term.Of(Pick(Unary), isCondition: false, Number(finest, depth - 1));
            case < 12:
                return Term.Of(Pick(Ternary), isCondition: false, Number(finest, depth - 1), Number(finest, depth - 1), Number(finest, depth - 1));
            case < 14:
                return Power(finest, depth);
            case < 17:
                return Term.Of("(if {0} then {1} else {2})", isCondition: false, Condition(finest, depth - 1), Number(finest, depth - 1), Number(finest, depth - 1));
            case < 19 when finest >= Scope.Tensor:
                return random.Next(4) == 0 && depth > 1 ? Sum(depth) : Fold(Pick(Folds), ElementNumber(depth - 1), isCondition: false);
            case < 19 when random.Next(3) == 0:
                return Schedule(depth);
            default:
                return Number(finest, depth - 1);
        }
    }

    /// <summary>A condition as fine as <paramref name="finest"/> or coarser.</summary>
    public Term Condition(Scope finest, int depth)
    {
        Term[] known = [.. _conditions.Where(name => Scopes.IsWithin(name.Scope, finest))];
        switch (random.Next(12))
        {
            case 0 when known.Length > 0:
                return Pick(known);
            case 1 when depth > 1:
                return Term.Of("({0} and {1})", isCondition: true, Condition(finest, depth - 1), Condition(finest, depth - 1));
            case 2 when depth > 1:
                return Term.Of("({0} or {1})", isCondition: true, Condition(finest, depth - 1), Condition(finest, depth - 1));
            case 3 when depth > 1:
                return Term.Of("(not {0})", isCondition: true, Condition(finest, depth - 1));
            case 4:
                return Term.Of(random.Next(2) == 0 ? "isfinite({0})" : "isnan({0})", isCondition: true, Number(finest, depth - 1));
            case 5 when depth > 1:
                return Term.Of("(if {0} then {1} else {2})", isCondition: true, Condition(finest, depth - 1), Condition(finest, depth - 1), Condition(finest, depth - 1));
            case 6 when finest >= Scope.Tensor && depth > 0 && random.Next(2) == 0:
                return Counted(depth);
            default:
                return Term.Of($"({{0}} {Pick(Comparisons)} {{1}})", isCondition: true, Number(finest, depth - 1), Number(finest, depth - 1));
        }
    }

    private Term Counted(int depth)
    {
        string function = Pick(Counts);
        Term condition = ElementCondition(depth - 1);
        return function == "count"
            ? Term.Of("({0} > 1)", isCondition: true, Fold(function, condition, isCondition: false))
            : Fold(function, condition, isCondition: true);
    }

    // Over the tensors of the group, or of the optimizer.
    private Term OverTensors(int depth)
    {
        string set = random.Next(2) == 0 ? "group" : "all";
        if (random.Next(4) == 0) return new Term($"count({{0}}, over: {set})", false, Scope.Group, [ElementCondition(depth - 2)]);
        Term operand = Number(Scope.Element, depth - 1);
        if (operand.Scope < Scope.Tensor) operand = Term.Of("({0} * numel)", isCondition: false, operand, Term.Leaf("numel", Scope.Tensor));
        return new Term($"{Pick(Folds)}({{0}}, over: {set})", false, Scope.Group, [operand]);
    }

    // To rows, columns, matrices or blocks, whichever are no finer.
    private Term? OverParts(Scope finest, int depth)
    {
        (string over, Scope to) = Pick<(string, Scope)>([("columns", Scope.Row), ("rows", Scope.Column), ("block", Scope.Block), ("rows", Scope.Matrix), ("columns", Scope.Matrix)]);
        Scope target = Scopes.InView(to, isFlattened);
        if (!Scopes.IsWithin(target, finest)) return null;
        Term operand = ElementNumber(depth - 1);
        if (to == Scope.Matrix) operand = new Term($"{Pick(Folds)}({{0}}, over: {(over == "rows" ? "columns" : "rows")})", false, Scopes.InView(over == "rows" ? Scope.Row : Scope.Column, isFlattened), [operand]);
        return new Term($"{Pick(Folds)}({{0}}, over: {over})", false, target, [operand]);
    }

    private Term Fold(string function, Term operand, bool isCondition) =>
        new($"{function}({{0}}{(random.Next(6) == 0 ? ", over: elements" : "")})", isCondition, Scope.Tensor, [operand]);

    // What is folded with fma: the product itself stands under the sum.
    private Term Sum(int depth) =>
        new(random.Next(2) == 0 ? "sum(({0}) * ({1}))" : "mean(({0}) * ({1}))", false, Scope.Tensor, [ElementNumber(depth - 2), Number(Scope.Element, depth - 2)]);

    private Term Power(Scope finest, int depth)
    {
        if (random.Next(3) == 0) return Term.Of($"({{0}})^{(random.Next(2) == 0 ? "k" : "t")}", isCondition: false, Number(Scope.Step, depth - 1));
        Term operand = Number(finest, depth - 1);
        return random.Next(4) == 0
            ? Term.Of("({0})^({1})", isCondition: false, operand, Number(finest, depth - 1))
            : Term.Of($"({{0}})^{Pick(Powers)}", isCondition: false, operand);
    }

    private Term Schedule(int depth) => Term.Of(
        $"{(random.Next(2) == 0 ? "cosine" : "linear")}({{0}}, {{1}}, from: {{2}}, to: {{3}})", isCondition: false,
        Number(Scope.Step, depth - 1), Number(Scope.Step, depth - 2), Number(Scope.Step, depth - 2), Number(Scope.Step, depth - 2));

    private Term ElementNumber(int depth)
    {
        Term number = Number(Scope.Element, depth);
        return number.Scope == Scope.Element ? number : Term.Of("(({0}) * {1})", isCondition: false, number, Term.Leaf("g", Scope.Element));
    }

    private Term ElementCondition(int depth)
    {
        Term condition = Condition(Scope.Element, depth);
        return condition.Scope == Scope.Element ? condition : Term.Of("({0} or {1} > 0)", isCondition: true, condition, Term.Leaf("g", Scope.Element));
    }

    private Term Leaf(Scope finest)
    {
        if (random.Next(4) == 0) return Term.Leaf(Pick(Numbers), Scope.Step);
        Term[] known = [.. _numbers.Where(name => Scopes.IsWithin(name.Scope, finest))];
        // Elements are what kernels are about.
        Term[] elements = [.. known.Where(name => name.Scope == Scope.Element)];
        return Pick(elements.Length > 0 && random.Next(2) == 0 ? elements : known);
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
