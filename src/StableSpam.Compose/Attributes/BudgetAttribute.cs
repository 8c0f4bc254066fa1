namespace StableSpamCompose.Attributes;

/// <summary>What the plan of a class with <see cref="OptimizerAttribute"/> may cost; a plan that costs more is an error.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BudgetAttribute : Attribute
{
    /// <summary>Bytes of state for each element of a parameter, in fp32.</summary>
    public double StateBytesPerParameter { get; set; }

    /// <summary>Bytes that a step reads and writes for each element of a parameter, in fp32.</summary>
    public double TrafficBytesPerParameter { get; set; }

    /// <summary>Passes over the elements.</summary>
    public double Passes { get; set; }
}
