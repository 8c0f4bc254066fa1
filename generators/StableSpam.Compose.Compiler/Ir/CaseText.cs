namespace StableSpamCompose.Compiler.Ir;

/// <summary>Says in words which parameters a program is for.</summary>
internal static class CaseText
{
    /// <summary>The parameters; empty for all of them.</summary>
    public static string Of(ParameterCase parameters)
    {
        string shape = parameters.Shape switch
        {
            ShapeCase.Matrix => "matrices",
            ShapeCase.Vector => "vectors and scalars",
            _ => "",
        };
        if (parameters.Match == "*") return shape;
        return $"{(shape.Length > 0 ? shape : "parameters")} named {parameters.Match}";
    }
}
