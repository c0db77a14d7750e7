/** An SNS topic, as a template gives it. */
export const TOPIC_ARN = /^arn:[\w-]+:sns:[\w-]*:\d{12}:[\w.-]{1,256}$/;

/** A function without version, as a template gives it. */
export const FUNCTION_ARN = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]{1,64}$/;
