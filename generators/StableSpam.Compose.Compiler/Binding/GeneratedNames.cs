using System.Globalization;
using System.Text.RegularExpressions;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Binding;

/// <summary>Finds names of a recipe that would collide in the generated class, where C# would report them in words about generated code.</summary>
internal static class GeneratedNames
{
    // Members of the class, of its param group and of what both derive from.
    private static readonly HashSet<string> ClassMembers = new(StringComparer.Ordinal)
    {
        "Info", "ParamGroup", "Plan", "Description", "ParamGroups", "StepCount", "Threads", "AddParamGroup", "Step",
        "ZeroGradients", "State", "Dispose", "Options", "CreateOptions", "CreateState",
    };

    private static readonly Regex ProgramName = new("^(Chain[0-9]+)?(Matrix|Vector)?(Program|TensorPasses)$", RegexOptions.CultureInvariant);

    private static readonly HashSet<string> GroupMembers = new(StringComparer.Ordinal)
    {
        "Parameters", "LearningRate", "Optimizer", "Values", "Get", "Set", "ParamGroup", "Info", "Item",
        "Options", "InitialLearningRate", "Betas", "Maximize",
        "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize",
    };

    /// <summary>Name of the struct of a program.</summary>
    /// <param name="parameters">The parameters that it is for.</param>
    /// <param name="lastChain">Number of the chain that takes the parameters which no pattern matches.</param>
    public static string OfProgram(ParameterCase parameters, int lastChain)
    {
        string chain = parameters.Chain == lastChain ? "" : "Chain" + (parameters.Chain + 1).ToString(CultureInfo.InvariantCulture);
        string shape = parameters.Shape == ShapeCase.Any ? "" : parameters.Shape.ToString();
        return chain + shape + "Program";
    }

    /// <summary>Reports what collides, where the optimizer is named.</summary>
    public static void Check(OptimizerModel optimizer, EquatableArray<HyperparameterSlot> slots, FindingBag findings)
    {
        SourceSpan span = optimizer.Name.Span;
        if (ClassMembers.Contains(optimizer.Name.Text) || ProgramName.IsMatch(optimizer.Name.Text))
            findings.Report(FindingCatalog.HidesMember, span, optimizer.Name.Text, optimizer.Name.Text);
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (HyperparameterSlot slot in slots)
        {
            string property = Identifiers.Pascal(slot.Name);
            if (GroupMembers.Contains(property))
                findings.Report(FindingCatalog.HidesMember, span, slot.Name, property);
            else if (properties.TryGetValue(property, out string? other))
                findings.Report(FindingCatalog.SameProperty, span, other, slot.Name, property);
            else
                properties.Add(property, slot.Name);
        }
    }
}
