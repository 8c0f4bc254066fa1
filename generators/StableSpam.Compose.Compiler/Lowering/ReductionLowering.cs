using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Lowers reductions. Means, norms and conditions over many values become the few ways of folding that the IR has.</summary>
internal sealed class ReductionLowering(ProgramBuilder builder, FindingBag findings, ExpressionLowering expressions)
{
    /// <summary>Lowers <paramref name="call"/>, whose name, argument and label the parser has checked.</summary>
    public int? Lower(Call call, INames names)
    {
        string function = call.Function.Text;
        Name? over = call.Arguments.FirstOrDefault(argument => argument.Label is { Text: Vocabulary.Over })?.Value as Name;
        TensorSet? tensors = over?.Text switch { "group" => TensorSet.Group, "all" => TensorSet.All, _ => null };

        Expression operand = call.Arguments.First(argument => argument.Label is null).Value;
        bool takesCondition = function is "count" or "any" or "all";
        int? lowered = takesCondition
            ? expressions.Condition(operand, names, $"'{function}'")
            : expressions.Number(operand, names, $"'{function}'");
        if (lowered is not { } x) return null;
        Scope from = builder[x].Scope;
        if (from < (tensors is null ? Scope.Matrix : Scope.Tensor))
        {
            findings.Report(FindingCatalog.NothingToReduce, operand.Span, $"'{function}'", ScopeName.Of(from));
            return null;
        }
        if (Target(over?.Text, from, names.IsFlattened) is { } to) return Lower(function, x, new Folding(from, to, tensors));
        string other = over!.Text switch { "rows" => ", or one of rows", "columns" => ", or one of columns", _ => "" };
        findings.Report(FindingCatalog.NothingToReduceThere, over.Span, $"'{function}'", over.Text, ScopeName.Of(from), other);
        return null;
    }

    // What folding leaves; null where the operand does not have what is folded away.
    private static Scope? Target(string? over, Scope from, bool isFlattened)
    {
        Scope matrix = Scopes.InView(Scope.Matrix, isFlattened);
        Scope row = Scopes.InView(Scope.Row, isFlattened);
        Scope column = Scopes.InView(Scope.Column, isFlattened);
        return over switch
        {
            "columns" => from == Scope.Element ? row : from == column ? matrix : null,
            "rows" => from == Scope.Element ? column : from == row ? matrix : null,
            "block" => from == Scope.Element ? Scope.Block : null,
            _ => Scope.Tensor,
        };
    }

    private int Lower(string function, int x, Folding folding) => function switch
    {
        "sum" => Sum(x, folding),
        "mean" => Divide(Sum(x, folding), AtLeastOne(Count(folding))),
        "norm" => Root(SumOfProducts(x, x, folding)),
        "rms" => Root(Divide(SumOfProducts(x, x, folding), AtLeastOne(Count(folding)))),
        "amax" => Largest(x, folding),
        "amin" => Smallest(x, folding),
        "count" => Sum(Indicator(x, 1, 0), folding),
        "any" => builder.Comparison(Opcode.Greater, LargestOfIndicator(Indicator(x, 1, 0), folding), builder.Constant(0)),
        _ => builder.Comparison(Opcode.Equal, LargestOfIndicator(Indicator(x, 0, 1), folding), builder.Constant(0)),
    };

    // A sum of products folds with fma: squares of small numbers keep the bits that a product rounded first would lose.
    private int Sum(int x, Folding folding)
    {
        Node node = builder[x];
        return node switch
        {
            { Opcode: Opcode.Multiply } when folding.From.IsSingle() => SumOfProducts(node.Operands[0], node.Operands[1], folding),
            { Opcode: Opcode.IntegerPower, Exponent: 2 } when folding.From.IsSingle() => SumOfProducts(node.Operands[0], node.Operands[0], folding),
            _ => OverTensors(Opcode.GroupSum, WithinTensor(Opcode.Sum, folding, x), folding),
        };
    }

    private int SumOfProducts(int a, int b, Folding folding)
    {
        int sum = folding.From.IsSingle()
            ? WithinTensor(Opcode.SumOfProducts, folding, a, b)
            : WithinTensor(Opcode.Sum, folding, builder.Arithmetic(Opcode.Multiply, a, b));
        return OverTensors(Opcode.GroupSum, sum, folding);
    }

    private int Largest(int x, Folding folding)
    {
        int largest = WithinTensor(Opcode.Largest, folding, x);
        if (folding.Tensors is null) return largest;
        if (folding.From == Scope.Tensor) return OverTensors(Opcode.GroupLargest, largest, folding);
        // An empty tensor has no element to be the largest; if all are empty, the largest is 0.
        int some = builder.Comparison(Opcode.Greater, CountWithinTensor(folding), builder.Constant(0));
        int candidate = builder.Select(some, largest, builder.Constant(double.NegativeInfinity));
        int anywhere = builder.Comparison(Opcode.Greater, Count(folding), builder.Constant(0));
        return builder.Select(anywhere, OverTensors(Opcode.GroupLargest, candidate, folding), builder.Constant(0));
    }

    // The largest of nothing is 0, whose negative is -0.
    private int Smallest(int x, Folding folding)
    {
        int smallest = Negate(Largest(Negate(x), folding));
        if (folding.From == Scope.Tensor) return smallest;
        int some = builder.Comparison(Opcode.Greater, Count(folding), builder.Constant(0));
        return builder.Select(some, smallest, builder.Constant(0));
    }

    // No indicator is below 0, so that nothing and an empty tensor count as 0.
    private int LargestOfIndicator(int x, Folding folding) =>
        OverTensors(Opcode.GroupLargest, WithinTensor(Opcode.Largest, folding, x), folding);

    private int Count(Folding folding) => OverTensors(Opcode.GroupSum, CountWithinTensor(folding), folding);

    private int WithinTensor(Opcode opcode, Folding folding, params int[] operands) =>
        folding.From == folding.To ? operands[0] : builder.Reduction(opcode, folding.From, folding.To, operands);

    private int OverTensors(Opcode opcode, int x, Folding folding) =>
        folding.Tensors is { } set ? builder.GroupReduction(opcode, set, x) : x;

    // How many values are folded to one.
    private int CountWithinTensor(Folding folding) => (folding.From, folding.To) switch
    {
        (Scope.Tensor, _) => builder.Constant(1),
        (Scope.Element, Scope.Tensor) => builder.Leaf(Opcode.ElementCount, Scope.Tensor, ValueKind.Double, label: "numel"),
        (Scope.Element, Scope.Block) => builder.Leaf(Opcode.BlockLength, Scope.Block, ValueKind.Single),
        (Scope.Element, Scope.Row) or (Scope.Column, Scope.Matrix) => GivenNames.Columns(builder, isFlattened: false),
        (Scope.Element, Scope.Column) or (Scope.Row, Scope.Matrix) => GivenNames.Rows(builder, isFlattened: false),
        (Scope.Element, Scope.FlatRow) or (Scope.FlatColumn, _) => GivenNames.Columns(builder, isFlattened: true),
        (Scope.Element, Scope.FlatColumn) or (Scope.FlatRow, _) => GivenNames.Rows(builder, isFlattened: true),
        (Scope.Row, Scope.Tensor) => Multiply(MatrixCount(), GivenNames.Rows(builder, isFlattened: false)),
        (Scope.Column, Scope.Tensor) => Multiply(MatrixCount(), GivenNames.Columns(builder, isFlattened: false)),
        (Scope.Matrix, _) => MatrixCount(),
        (Scope.FlatMatrix, _) => builder.Constant(1),
        (Scope.Block, _) => builder.Leaf(Opcode.BlockCount, Scope.Tensor, ValueKind.Double),
        _ => throw new InvalidOperationException($"{folding.From} is not folded to {folding.To}."),
    };

    private int MatrixCount() => builder.Leaf(Opcode.MatrixCount, Scope.Tensor, ValueKind.Double);

    private int Indicator(int condition, double yes, double no) =>
        builder.Select(condition, builder.Constant(yes), builder.Constant(no));

    // The mean of nothing is 0, not 0 / 0.
    private int AtLeastOne(int count) => builder.Arithmetic(Opcode.Max, count, builder.Constant(1));

    private int Root(int x) => builder.Arithmetic(Opcode.Sqrt, x);

    private int Negate(int x) => builder.Arithmetic(Opcode.Negate, x);

    private int Multiply(int a, int b) => builder.Arithmetic(Opcode.Multiply, a, b);

    private int Divide(int a, int b) => builder.Arithmetic(Opcode.Divide, a, b);

    // Values of one scope, folded to those of another within the tensor, and then over tensors if there is a set of them.
    private readonly record struct Folding(Scope From, Scope To, TensorSet? Tensors);
}
