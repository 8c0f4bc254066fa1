using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Lowers calls. A function that is written in others, such as <c>lerp</c> or <c>rms</c>, becomes those here.</summary>
internal sealed class FunctionLowering(ProgramBuilder builder, FindingBag findings, ExpressionLowering expressions)
{
    private readonly ReductionLowering _reductions = new(builder, findings, expressions);

    /// <summary>Lowers <paramref name="call"/>, whose name, arguments and labels the parser has checked.</summary>
    public int? Lower(Call call, INames names)
    {
        switch (call.Function.Text)
        {
            case "sum" or "mean" or "norm" or "rms" or "amax" or "amin" or "count" or "any" or "all":
                return _reductions.Lower(call, names);
            case "cosine" or "linear":
                return LowerSchedule(call, names);
            case "uniform" or "normal":
                return LowerRandom(call, names);
        }
        var arguments = new List<int>();
        foreach (Argument argument in call.Arguments)
        {
            if (expressions.Number(argument.Value, names, $"'{call.Function.Text}'") is { } value) arguments.Add(value);
        }
        return arguments.Count < call.Arguments.Count ? null : LowerElementwise(call.Function.Text, arguments);
    }

    private int LowerElementwise(string function, List<int> x) => function switch
    {
        "abs" => builder.Arithmetic(Opcode.Abs, x[0]),
        "sqrt" => builder.Arithmetic(Opcode.Sqrt, x[0]),
        "sign" => builder.Arithmetic(Opcode.Sign, x[0]),
        "min" => builder.Arithmetic(Opcode.Min, x[0], x[1]),
        "max" => builder.Arithmetic(Opcode.Max, x[0], x[1]),
        "clamp" => Clamp(x[0], x[1], x[2]),
        "floor" => builder.Arithmetic(Opcode.Floor, x[0]),
        "round" => builder.Arithmetic(Opcode.Round, x[0]),
        "mod" => Subtract(x[0], Multiply(x[1], builder.Arithmetic(Opcode.Floor, Divide(x[0], x[1])))),
        "isfinite" => builder.Comparison(Opcode.IsFinite, x[0]),
        "isnan" => builder.Comparison(Opcode.IsNaN, x[0]),
        "lerp" => Add(x[0], Multiply(x[2], Subtract(x[1], x[0]))),
        "rsqrt" => Divide(builder.Constant(1), builder.Arithmetic(Opcode.Sqrt, x[0])),
        "fma" => builder.Arithmetic(Opcode.FusedMultiplyAdd, x[0], x[1], x[2]),
        "exp" => builder.Arithmetic(Opcode.Exp, x[0]),
        "log" => builder.Arithmetic(Opcode.Log, x[0]),
        "pow" => builder.Arithmetic(Opcode.Power, x[0], x[1]),
        "tanh" => builder.Arithmetic(Opcode.Tanh, x[0]),
        "cos" => builder.Arithmetic(Opcode.Cos, x[0]),
        _ => throw new InvalidOperationException($"Function {function} has no meaning."),
    };

    private int? LowerSchedule(Call call, INames names)
    {
        string function = $"'{call.Function.Text}'";
        var values = new Dictionary<string, int>();
        string[] positions = ["x", "n"];
        int position = 0;
        foreach (Argument argument in call.Arguments)
        {
            string key = argument.Label?.Text ?? positions[position++];
            if (expressions.Number(argument.Value, names, function) is not { } part) continue;
            if (builder[part].Scope == Scope.Step)
                values[key] = part;
            else
                findings.Report(FindingCatalog.SchedulePart, argument.Value.Span, function, ScopeName.Of(builder[part].Scope));
        }
        if (values.Count < 4) return null;
        (int x, int n, int from, int to) = (values["x"], values["n"], values["from"], values["to"]);
        int along = Clamp(x, builder.Constant(0), n);
        int value = call.Function.Text == "cosine" ? Cosine(along, n, from, to) : Linear(along, n, from, to);
        // A schedule without length is over.
        return builder.Select(builder.Comparison(Opcode.Greater, n, builder.Constant(0)), value, to);
    }

    private int? LowerRandom(Call call, INames names)
    {
        string function = $"'{call.Function.Text}'";
        if (!names.MayDrawRandomNumbers)
        {
            findings.Report(FindingCatalog.RandomOutsideRule, call.Function.Span, function);
            return null;
        }
        Expression written = call.Arguments[0].Value;
        if (expressions.Number(written, names, function) is not { } seed) return null;
        if (builder[seed].Scope == Scope.Step) return builder.RandomNumber(call.Function.Text == "normal" ? Opcode.Normal : Opcode.Uniform, seed);
        findings.Report(FindingCatalog.SeedNotOfStep, written.Span, function, ScopeName.Of(builder[seed].Scope));
        return null;
    }

    // b + (a - b) * (1 + cos(pi * x / n)) / 2
    private int Cosine(int along, int n, int from, int to)
    {
        int angle = Divide(Multiply(builder.Constant(Math.PI), along), n);
        int wave = Add(builder.Constant(1), builder.Arithmetic(Opcode.Cos, angle));
        return Add(to, Divide(Multiply(Subtract(from, to), wave), builder.Constant(2)));
    }

    // a + (b - a) * x / n
    private int Linear(int along, int n, int from, int to) => Add(from, Divide(Multiply(Subtract(to, from), along), n));

    private int Clamp(int x, int low, int high) => builder.Arithmetic(Opcode.Min, builder.Arithmetic(Opcode.Max, x, low), high);

    private int Add(int a, int b) => builder.Arithmetic(Opcode.Add, a, b);

    private int Subtract(int a, int b) => builder.Arithmetic(Opcode.Subtract, a, b);

    private int Multiply(int a, int b) => builder.Arithmetic(Opcode.Multiply, a, b);

    private int Divide(int a, int b) => builder.Arithmetic(Opcode.Divide, a, b);
}
