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
  alarm_actions      = var.alarm_actions
  ok_actions         = var.alarm_actions
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
    **Rooms on more than one instance** are split: their people do not see each other, with stickiness or without, unless the state is shared.
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
    { title = "Connections per instance (opened minus closed in this range)", view = "bar", query = <<-EOT
      fields 1 - 2 * strcontains(msg, "disconnected") as change
      | filter msg in ["connected", "disconnected"]
      | stats sum(change) as open by instance
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
    { title = "Rooms on more than one instance are split", view = "table", query = <<-EOT
      filter msg = "joined"
      | stats count_distinct(instance) as instances, count_distinct(member) as people by room
      | sort instances desc
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
        properties = merge(widget, { region = var.region, view = "timeSeries", period = 60 })
      }],
      [for index, widget in local.log_widgets : {
        type = "log", x = index % 3 * 8, y = 16 + floor(index / 3) * 6, width = 8, height = 6,
        properties = {
          title = widget.title, view = widget.view, region = var.region
          query = "SOURCE '${aws_cloudwatch_log_group.app.name}' | ${trimspace(widget.query)}"
        }
      }],
    )
  })
}
