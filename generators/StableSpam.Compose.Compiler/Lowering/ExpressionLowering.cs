using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Lowers expressions to nodes, and checks that numbers and conditions stand where they may.</summary>
/// <remarks>An expression with a mistake gives <see langword="null"/>; the finding is reported where the mistake is, once.</remarks>
internal sealed class ExpressionLowering
{
    private readonly ProgramBuilder _builder;
    private readonly FindingBag _findings;
    private readonly FunctionLowering _functions;

    public ExpressionLowering(ProgramBuilder builder, FindingBag findings)
    {
        _builder = builder;
        _findings = findings;
        _functions = new FunctionLowering(builder, findings, this);
    }

    /// <summary>Lowers <paramref name="expression"/> to a number or a condition.</summary>
    public int? Lower(Expression expression, INames names) => expression switch
    {
        Number number => _builder.Constant(number.Value),
        Name name => names.Resolve(name),
        Unary { Operator: UnaryOperator.Negate } negation =>
            Number(negation.Operand, names, "'-'") is { } x ? _builder.Arithmetic(Opcode.Negate, x) : null,
        Unary negation => Condition(negation.Operand, names, "'not'") is { } x ? _builder.Logic(Opcode.Not, x) : null,
        Binary { Operator: BinaryOperator.Power } power => LowerPower(power, names),
        Binary binary => LowerBinary(binary, names),
        Conditional conditional => LowerConditional(conditional, names),
        Call call => _functions.Lower(call, names),
        _ => throw new InvalidOperationException($"Expression {expression.GetType().Name} has no meaning."),
    };

    /// <summary>Lowers an expression that must be a number; <paramref name="taker"/> says for the finding what takes it.</summary>
    public int? Number(Expression expression, INames names, string taker)
    {
        if (Lower(expression, names) is not { } value) return null;
        if (_builder[value].Kind != ValueKind.Condition) return value;
        _findings.Report(FindingCatalog.NumberNeeded, expression.Span, taker);
        return null;
    }

    /// <summary>Lowers an expression that must be a condition; <paramref name="taker"/> says for the finding what takes it.</summary>
    public int? Condition(Expression expression, INames names, string taker)
    {
        if (Lower(expression, names) is not { } value) return null;
        if (_builder[value].Kind == ValueKind.Condition) return value;
        _findings.Report(FindingCatalog.ConditionNeeded, expression.Span, taker);
        return null;
    }

    private int? LowerBinary(Binary binary, INames names)
    {
        string symbol = $"'{InfixOperator.Of(binary.Operator).Text.Trim()}'";
        if (binary.Operator is BinaryOperator.And or BinaryOperator.Or)
        {
            int? first = Condition(binary.Left, names, symbol);
            int? second = Condition(binary.Right, names, symbol);
            if (first is null || second is null) return null;
            return _builder.Logic(binary.Operator == BinaryOperator.And ? Opcode.And : Opcode.Or, first.Value, second.Value);
        }
        int? left = Number(binary.Left, names, symbol);
        int? right = Number(binary.Right, names, symbol);
        if (left is not { } a || right is not { } b) return null;
        return binary.Operator switch
        {
            BinaryOperator.Add => _builder.Arithmetic(Opcode.Add, a, b),
            BinaryOperator.Subtract => _builder.Arithmetic(Opcode.Subtract, a, b),
            BinaryOperator.Multiply => _builder.Arithmetic(Opcode.Multiply, a, b),
            BinaryOperator.Divide => _builder.Arithmetic(Opcode.Divide, a, b),
            BinaryOperator.Less => _builder.Comparison(Opcode.Less, a, b),
            BinaryOperator.LessOrEqual => _builder.Comparison(Opcode.LessOrEqual, a, b),
            BinaryOperator.Greater => _builder.Comparison(Opcode.Greater, a, b),
            BinaryOperator.GreaterOrEqual => _builder.Comparison(Opcode.GreaterOrEqual, a, b),
            BinaryOperator.Equal => _builder.Comparison(Opcode.Equal, a, b),
            BinaryOperator.NotEqual => _builder.Comparison(Opcode.NotEqual, a, b),
            _ => throw new InvalidOperationException($"Operator {binary.Operator} has no meaning."),
        };
    }

    // x^2 multiplies; beta^k and beta^t with a step value beta multiply too, on the host; every other power is pow.
    private int? LowerPower(Binary power, INames names)
    {
        if (Number(power.Left, names, "'^'") is not { } value) return null;
        if (NumberLiteral.Read(power.Right) is { } literal && literal.Value == Math.Floor(literal.Value) && Math.Abs(literal.Value) <= int.MaxValue)
            return _builder.IntegerPower(value, (int)literal.Value);
        if (Number(power.Right, names, "'^'") is not { } exponent) return null;
        bool isClock = power.Right is Name { Text: "k" or "t" } && _builder[value].Scope == Scope.Step;
        return _builder.Arithmetic(isClock ? Opcode.ClockPower : Opcode.Power, value, exponent);
    }

    private int? LowerConditional(Conditional conditional, INames names)
    {
        int? condition = Condition(conditional.Condition, names, "'if'");
        int? yes = Lower(conditional.Yes, names);
        int? no = Lower(conditional.No, names);
        if (condition is null || yes is null || no is null) return null;
        bool yesIsCondition = _builder[yes.Value].Kind == ValueKind.Condition;
        bool noIsCondition = _builder[no.Value].Kind == ValueKind.Condition;
        if (yesIsCondition == noIsCondition) return _builder.Select(condition.Value, yes.Value, no.Value);
        _findings.Report(FindingCatalog.ArmsDiffer, conditional.Span);
        return null;
    }
}
