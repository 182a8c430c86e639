################################################################################
# Logs: one JSON line for each event, one stream for each instance.
################################################################################

resource "aws_cloudwatch_log_group" "app" {
  name              = "/${local.name}/instances"
  retention_in_days = var.log_retention_days
  tags              = local.tags
}

################################################################################
# Alarms
################################################################################

locals {
  alb_dimensions    = { LoadBalancer = aws_lb.this.arn_suffix }
  target_dimensions = { LoadBalancer = aws_lb.this.arn_suffix, TargetGroup = aws_lb_target_group.app.arn_suffix }

  alarms = {
    unhealthy-instances = {
      description = "An instance does not answer its health checks. Its people are cut off until they reconnect elsewhere; its rooms are gone."
      metric      = "UnHealthyHostCount"
      # Each node of the load balancer counts for itself; the least is what they agree on. A new instance counts as
      # unhealthy while it boots, which takes two or three minutes.
      statistic  = "Minimum"
      threshold  = 0
      periods    = 5
      dimensions = local.target_dimensions
    }
    unknown-sessions = {
      description = "Instances refuse many requests. Of this application that is Socket.IO's 400 \"Session ID unknown\": polling without stickiness."
      metric      = "HTTPCode_Target_4XX_Count"
      statistic   = "Sum"
      threshold   = 20
      periods     = 3
      dimensions  = local.target_dimensions
    }
    load-balancer-errors = {
      description = "The load balancer itself answers 5xx: an instance closed, refused or outlasted a connection, or there is none."
      metric      = "HTTPCode_ELB_5XX_Count"
      statistic   = "Sum"
      threshold   = 10
      periods     = 2
      dimensions  = local.alb_dimensions
    }
  }
}

# Why an instance did not start (user-data.sh.tftpl). The Auto Scaling group replaces it, and the next one fails too: without
# an alarm nobody would see more than "unhealthy".
locals {
  boot_steps = {
    packages     = "Docker could not be installed: is there a way out by port 443?"
    pull         = "The image could not be pulled: is its name right, is it public or in a repository that the instances' role may read?"
    architecture = "The image is for another processor than var.architecture."
    run          = "Docker refused to start the container."
  }
}

resource "aws_cloudwatch_log_metric_filter" "boot_failed" {
  name           = "${local.name}-boot-failed"
  log_group_name = aws_cloudwatch_log_group.app.name
  pattern        = "{ $.msg = \"boot failed\" }"

  metric_transformation {
    name       = "BootFailed"
    namespace  = local.name
    value      = "1"
    dimensions = { Step = "$.step" }
  }
}

resource "aws_cloudwatch_metric_alarm" "boot_failed" {
  for_each = local.boot_steps

  alarm_name          = "${local.name}-boot-failed-${each.key}"
  alarm_description   = "An instance did not start. ${each.value} Output boot_log has the commands that show what it said."
  namespace           = local.name
  metric_name         = aws_cloudwatch_log_metric_filter.boot_failed.metric_transformation[0].name
  dimensions          = { Step = each.key }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
  tags                = local.tags
}

resource "aws_sns_topic" "alarms" {
  count = length(var.alarm_emails) > 0 ? 1 : 0

  name = "${local.name}-alarms"
  tags = local.tags
}

data "aws_iam_policy_document" "alarms" {
  count = length(var.alarm_emails) > 0 ? 1 : 0

  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms[0].arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "alarms" {
  count = length(var.alarm_emails) > 0 ? 1 : 0

  arn    = aws_sns_topic.alarms[0].arn
  policy = data.aws_iam_policy_document.alarms[0].json
}

resource "aws_sns_topic_subscription" "alarms" {
  for_each = toset(var.alarm_emails)

  topic_arn = aws_sns_topic.alarms[0].arn
  protocol  = "email"
  endpoint  = each.value
}

locals {
  alarm_actions = concat(var.alarm_actions, aws_sns_topic.alarms[*].arn)
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = "AWS/ApplicationELB"
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.periods
  # These metrics have no value while nobody uses the chat.
  treat_missing_data = "notBreaching"
  alarm_actions      = local.alarm_actions
  ok_actions         = local.alarm_actions
  tags               = local.tags
}

################################################################################
# Dashboard. It does not say whether stickiness is on: then a flip would change it too.
################################################################################

locals {
  dashboard_text = <<-EOT
    ## What stickiness looks like from outside
    **NonStickyRequestCount** is counted only while stickiness is on: requests to the chat without a usable cookie, hence one for each new browser. Near zero is good; near the chat's RequestCount means cookies do not come back. What pages ask `/api/instance` without a cookie, on purpose, goes to a target group that is not sticky and is never counted there.
    **Target 4XX** rises when it is off and people use polling: `Session ID unknown`. An open WebSocket stays with its instance either way, and is one request however much is said on it.
    **Room ids by room name**: with rooms in the instances' memory each instance makes a room of its own, with an id of its own. Several ids that are in use at once are versions whose people do not see each other, with stickiness or without. A room that was empty for long, or whose instance was replaced, has a new id too. With shared state a name has one id, on all instances.
  EOT

  metric_widgets = [
    { title = "The chat's requests, and those without a usable cookie", stat = "Sum", metrics = [
      ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", aws_lb.this.arn_suffix, "TargetGroup", aws_lb_target_group.app.arn_suffix],
      ["AWS/ApplicationELB", "NonStickyRequestCount", "LoadBalancer", aws_lb.this.arn_suffix],
    ] },
    { title = "Target 4XX (Session ID unknown) and errors of the load balancer", stat = "Sum", metrics = [
      ["AWS/ApplicationELB", "HTTPCode_Target_4XX_Count", "LoadBalancer", aws_lb.this.arn_suffix, "TargetGroup", aws_lb_target_group.app.arn_suffix],
      ["AWS/ApplicationELB", "HTTPCode_ELB_4XX_Count", "LoadBalancer", aws_lb.this.arn_suffix],
      ["AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", "LoadBalancer", aws_lb.this.arn_suffix],
    ] },
    { title = "Connections (browser and instance side: a WebSocket is two)", stat = "Sum", metrics = [
      ["AWS/ApplicationELB", "ActiveConnectionCount", "LoadBalancer", aws_lb.this.arn_suffix],
      ["AWS/ApplicationELB", "NewConnectionCount", "LoadBalancer", aws_lb.this.arn_suffix],
    ] },
    { title = "Healthy and unhealthy instances", stat = "Minimum", metrics = [
      ["AWS/ApplicationELB", "HealthyHostCount", "TargetGroup", aws_lb_target_group.app.arn_suffix, "LoadBalancer", aws_lb.this.arn_suffix],
      ["AWS/ApplicationELB", "UnHealthyHostCount", "TargetGroup", aws_lb_target_group.app.arn_suffix, "LoadBalancer", aws_lb.this.arn_suffix],
    ] },
    { title = "Requests per instance (average)", stat = "Sum", metrics = [
      ["AWS/ApplicationELB", "RequestCountPerTarget", "TargetGroup", aws_lb_target_group.app.arn_suffix],
    ] },
    { title = "Time to answer (a waiting poll takes up to 25 s)", stat = "p50", metrics = [
      ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.this.arn_suffix],
      ["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", aws_lb.this.arn_suffix, { stat = "p99" }],
    ] },
  ]

  # Logs Insights, over the range that the dashboard shows. The fields are those of the server's log lines.
  log_widgets = [
    { title = "Open connections by each instance's newest word; one that was killed says no more", view = "table", query = <<-EOT
      filter msg = "status"
      | stats latest(connections) as open, latest(@timestamp) as said_at by instance
      | sort said_at desc
    EOT
    },
    { title = "Open connections of all instances that said so in that minute", view = "timeSeries", query = <<-EOT
      filter msg = "status"
      | stats max(connections) as open by instance, bin(1m) as minute
      | stats sum(open) as connections by minute
    EOT
    },
    { title = "Session ID unknown", view = "timeSeries", query = <<-EOT
      filter msg = "connection error" and code = 1
      | stats count(*) as unknown_sessions by bin(1m)
    EOT
    },
    { title = "Sessions begun per instance", view = "bar", query = <<-EOT
      filter msg = "connected"
      | stats count(*) as sessions by instance
    EOT
    },
    { title = "New connections", view = "timeSeries", query = <<-EOT
      filter msg = "connected"
      | stats count(*) as connections by bin(1m)
    EOT
    },
    { title = "Room ids by room name", view = "table", query = <<-EOT
      filter msg = "joined"
      | stats count_distinct(roomId) as room_ids, count_distinct(instance) as instances, count_distinct(member) as people by room
      | sort room_ids desc
      | limit 20
    EOT
    },
    { title = "Instances that did not start, and why", view = "table", query = <<-EOT
      fields @timestamp, instance, step, reason
      | filter msg = "boot failed"
      | sort @timestamp desc
      | limit 20
    EOT
    },
    { title = "Session ID unknown, by the instance that was asked", view = "table", query = <<-EOT
      filter msg = "connection error" and code = 1
      | stats count(*) as refused by instance, transport
      | sort refused desc
    EOT
    },
    { title = "Why connections ended", view = "table", query = <<-EOT
      fields durationMs / 1000 as seconds
      | filter msg = "disconnected"
      | stats count(*) as times, avg(seconds) as average_seconds by reason
      | sort times desc
    EOT
    },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = local.name

  dashboard_body = jsonencode({
    widgets = concat(
      [
        { type = "text", x = 0, y = 0, width = 16, height = 4, properties = { markdown = local.dashboard_text } },
        { type = "alarm", x = 16, y = 0, width = 8, height = 4, properties = { title = "Alarms", alarms = [for alarm in aws_cloudwatch_metric_alarm.this : alarm.arn] } },
      ],
      [for index, widget in local.metric_widgets : {
        type       = "metric", x = index % 3 * 8, y = 4 + floor(index / 3) * 6, width = 8, height = 6,
        properties = merge(widget, { region = local.region, view = "timeSeries", period = 60 })
      }],
      [for index, widget in local.log_widgets : {
        type = "log", x = index % 3 * 8, y = 16 + floor(index / 3) * 6, width = 8, height = 6,
        properties = {
          title = widget.title, view = widget.view, region = local.region
          query = "SOURCE '${aws_cloudwatch_log_group.app.name}' | ${trimspace(widget.query)}"
        }
      }],
    )
  })
}
