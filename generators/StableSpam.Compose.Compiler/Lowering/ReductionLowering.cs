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
        if (over is { Text: not ("elements" or "group" or "all") })
        {
            findings.Report(FindingCatalog.NotCompiledYet, over.Span, $"Reductions over {over.Text} are");
            return null;
        }
        TensorSet? tensors = over?.Text switch { "group" => TensorSet.Group, "all" => TensorSet.All, _ => null };

        Expression operand = call.Arguments.First(argument => argument.Label is null).Value;
        bool takesCondition = function is "count" or "any" or "all";
        int? lowered = takesCondition
            ? expressions.Condition(operand, names, $"'{function}'")
            : expressions.Number(operand, names, $"'{function}'");
        if (lowered is not { } x) return null;
        if (builder[x].Scope < (tensors is null ? Scope.Element : Scope.Tensor))
        {
            findings.Report(FindingCatalog.NothingToReduce, operand.Span, $"'{function}'", ScopeName.Of(builder[x].Scope));
            return null;
        }
        return Lower(function, x, tensors);
    }

    private int Lower(string function, int x, TensorSet? tensors) => function switch
    {
        "sum" => Sum(x, tensors),
        "mean" => Divide(Sum(x, tensors), AtLeastOne(Count(x, tensors))),
        "norm" => Root(SumOfProducts(x, x, tensors)),
        "rms" => Root(Divide(SumOfProducts(x, x, tensors), AtLeastOne(Count(x, tensors)))),
        "amax" => Largest(x, tensors),
        "amin" => Smallest(x, tensors),
        "count" => Sum(Indicator(x, 1, 0), tensors),
        "any" => builder.Comparison(Opcode.Greater, LargestOfIndicator(Indicator(x, 1, 0), tensors), builder.Constant(0)),
        _ => builder.Comparison(Opcode.Equal, LargestOfIndicator(Indicator(x, 0, 1), tensors), builder.Constant(0)),
    };

    // A sum of products folds with fma: squares of small numbers keep the bits that a product rounded first would lose.
    private int Sum(int x, TensorSet? tensors)
    {
        Node node = builder[x];
        return node switch
        {
            { Scope: Scope.Element, Opcode: Opcode.Multiply } => SumOfProducts(node.Operands[0], node.Operands[1], tensors),
            { Scope: Scope.Element, Opcode: Opcode.IntegerPower, Exponent: 2 } => SumOfProducts(node.Operands[0], node.Operands[0], tensors),
            { Scope: Scope.Element } => OverTensors(Opcode.GroupSum, builder.Reduction(Opcode.Sum, x), tensors),
            _ => OverTensors(Opcode.GroupSum, x, tensors),
        };
    }

    private int SumOfProducts(int a, int b, TensorSet? tensors)
    {
        bool areElements = builder[a].Scope == Scope.Element || builder[b].Scope == Scope.Element;
        int product = areElements ? builder.Reduction(Opcode.SumOfProducts, a, b) : builder.Arithmetic(Opcode.Multiply, a, b);
        return OverTensors(Opcode.GroupSum, product, tensors);
    }

    private int Largest(int x, TensorSet? tensors)
    {
        if (builder[x].Scope != Scope.Element) return OverTensors(Opcode.GroupLargest, x, tensors);
        int largest = builder.Reduction(Opcode.Largest, x);
        if (tensors is null) return largest;
        // An empty tensor has no element to be the largest; if all are empty, the largest is 0.
        int some = builder.Comparison(Opcode.Greater, ElementCount(), builder.Constant(0));
        int candidate = builder.Select(some, largest, builder.Constant(double.NegativeInfinity));
        int anywhere = builder.Comparison(Opcode.Greater, OverTensors(Opcode.GroupSum, ElementCount(), tensors), builder.Constant(0));
        return builder.Select(anywhere, OverTensors(Opcode.GroupLargest, candidate, tensors), builder.Constant(0));
    }

    // The largest of nothing is 0, whose negative is -0.
    private int Smallest(int x, TensorSet? tensors)
    {
        int smallest = Negate(Largest(Negate(x), tensors));
        if (builder[x].Scope != Scope.Element) return smallest;
        int some = builder.Comparison(Opcode.Greater, Count(x, tensors), builder.Constant(0));
        return builder.Select(some, smallest, builder.Constant(0));
    }

    // No indicator is below 0, so that nothing and an empty tensor count as 0.
    private int LargestOfIndicator(int x, TensorSet? tensors) =>
        OverTensors(Opcode.GroupLargest, builder[x].Scope == Scope.Element ? builder.Reduction(Opcode.Largest, x) : x, tensors);

    private int Count(int x, TensorSet? tensors) =>
        OverTensors(Opcode.GroupSum, builder[x].Scope == Scope.Element ? ElementCount() : builder.Constant(1), tensors);

    private int OverTensors(Opcode opcode, int x, TensorSet? tensors) =>
        tensors is { } set ? builder.GroupReduction(opcode, set, x) : x;

    private int Indicator(int condition, double yes, double no) =>
        builder.Select(condition, builder.Constant(yes), builder.Constant(no));

    private int ElementCount() => builder.Leaf(Opcode.ElementCount, Scope.Tensor, ValueKind.Double, label: "numel");

    // The mean of nothing is 0, not 0 / 0.
    private int AtLeastOne(int count) => builder.Arithmetic(Opcode.Max, count, builder.Constant(1));

    private int Root(int x) => builder.Arithmetic(Opcode.Sqrt, x);

    private int Negate(int x) => builder.Arithmetic(Opcode.Negate, x);

    private int Divide(int a, int b) => builder.Arithmetic(Opcode.Divide, a, b);
}
